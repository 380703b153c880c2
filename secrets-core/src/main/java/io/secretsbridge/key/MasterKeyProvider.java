package io.secretsbridge.key;

/**
 * Serves one kind of master key. Implementations are found by {@link java.util.ServiceLoader} and have a public
 * constructor without arguments; making one must cost nothing, everything that loads a client or reads a credential
 * belongs into {@link #connect(KeySettings)}, which is called only for the kinds that a file names.
 */
public interface MasterKeyProvider {

    /**
     * Returns the kind that this provider serves: the name of its list in the SOPS metadata.
     *
     * @return {@code age}, {@code kms}, {@code gcp_kms}, {@code azure_kv}, {@code hc_vault} or {@code pgp}
     */
    String kind();

    /**
     * Reads the text form of a master key, as command lines and creation rules have it.
     *
     * @param uri one key: a recipient, an ARN, a URL, a fingerprint
     * @return the master key
     * @throws io.secretsbridge.SecretsException with reason {@code INVALID_KEY} when the text names no key of this kind
     */
    MasterKey parse(String uri);

    /**
     * Returns the public name of a key, by which people and {@code updatekeys} tell keys apart. Unless overridden, for the kinds that
     * {@code sops} has it is the name by which that tool knows the key, and for others the texts among its fields.
     *
     * @param masterKey a key of this kind, whose fields need not be valid
     * @return the text form, on one line
     */
    default String describe(MasterKey masterKey) {
        return KeyNames.of(masterKey);
    }

    /**
     * Returns whether a wrapped key of this kind carries the time of wrapping in the metadata.
     *
     * @return {@code true} for all kinds but age
     */
    default boolean recordsCreation() {
        return true;
    }

    /**
     * Returns whether the keys of this kind are held by a service behind a network. Calls to it are limited by
     * {@link KeySettings#callTimeout()} one by one, and made again when it can succeed later.
     *
     * @return {@code true} for all kinds but those whose keys are held on this machine
     */
    default boolean isRemote() {
        return true;
    }

    /**
     * Makes the connection to the key service, or reads the identities. Called once per key ring, and again only after it failed.
     *
     * @param settings where to find configuration and credentials
     * @return the connection
     * @throws io.secretsbridge.SecretsException when the settings are wrong
     */
    Connection connect(KeySettings settings);

    /**
     * Wraps and unwraps with the keys of one kind. Thread-safe; calls block, end when the thread is interrupted (with reason
     * {@code INTERRUPTED}), and respect {@link KeySettings#callTimeout()}. One call asks the service once: the {@link KeyRing} asks
     * again when a {@link KeyServiceException} says that it can succeed later, and remembers what was unwrapped.
     *
     * <p>A master key may come from a file that others write. No credential goes to an address, and no program or credential is
     * chosen, by what only a file says: see {@link TrustedAddresses}.
     */
    interface Connection extends AutoCloseable {

        /**
         * Returns the key as it is to be recorded beside what it wraps, where the name that a user gives it says too little to unwrap
         * by later: a key whose current version must be named, for example.
         *
         * @param masterKey the key as the user named it
         * @return the key to wrap with; the same one unless the provider knows better
         * @throws KeyServiceException when the service has to be asked and answers something else
         */
        default MasterKey resolve(MasterKey masterKey) {
            return masterKey;
        }

        /**
         * Wraps a data key.
         *
         * @param dataKey the data key, or a share of one
         * @param masterKey the key to wrap it with
         * @return the wrapped key, as the {@code enc} field of the metadata has it
         * @throws KeyServiceException when the service answers something else
         * @throws io.secretsbridge.SecretsException with reason {@code WRAP_FAILED} or {@code INVALID_KEY}
         */
        String wrap(DataKey dataKey, MasterKey masterKey);

        /**
         * Unwraps a data key.
         *
         * @param wrapped the wrapped key, as the {@code enc} field of the metadata has it
         * @param masterKey the key that wrapped it
         * @return the data key, or a share of one; the caller closes it
         * @throws KeyServiceException when the service answers something else
         * @throws io.secretsbridge.SecretsException with reason {@code KEY_UNAVAILABLE} when this key cannot be used
         * here; its problem says why in one sentence without any secret
         */
        DataKey unwrap(String wrapped, MasterKey masterKey);

        /**
         * Does ahead of time what every unwrapping needs. Called on another thread while a file is being read whose keys are not
         * known yet, so it calls nothing outside of this process and asks nobody; and it throws nothing, for nobody
         * listens.
         */
        default void prepare() {}

        /** Frees clients and wipes identities. */
        @Override
        void close();
    }
}
