package io.secretsbridge.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of Secrets Bridge. They are read while configuration loads, so an import sees what stands in the document that
 * names it and in those before it.
 *
 * @param enabled Whether secrets are imported and the environment is guarded. When false, the imports "sops:" and "mounted:" give
 * nothing.
 * @param age Settings for age keys.
 * @param pgp Settings for PGP keys. They need the artifact secrets-pgp.
 * @param aws Settings for keys of AWS KMS.
 * @param azure Settings for keys of Azure Key Vault.
 * @param gcp Settings for keys of Google Cloud KMS.
 * @param keys Settings for keys of any kind.
 * @param mounted Settings for mounted directories.
 * @param vault Settings for keys of HashiCorp Vault and OpenBao.
 */
@ConfigurationProperties(SecretsBridgeProperties.PREFIX)
public record SecretsBridgeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Age age,
        @DefaultValue Pgp pgp,
        @DefaultValue Aws aws,
        @DefaultValue Azure azure,
        @DefaultValue Gcp gcp,
        @DefaultValue Keys keys,
        @DefaultValue Mounted mounted,
        @DefaultValue Vault vault) {

    /** The prefix of all settings. */
    public static final String PREFIX = "secrets-bridge";

    /**
     * Settings for age keys.
     *
     * @param identityFiles Comma-separated list of files that hold age identities, or SSH private keys. Each must be readable by its owner only.
     * @param passphraseFile File that holds the passphrase of the identity files that are protected by one.
     * @param plugins Comma-separated list of the age plugins that may be started to seal for their recipients.
     * @param useDefaultKeysFile Whether the keys file that sops uses on this machine is tried too.
     */
    public record Age(
            @DefaultValue List<String> identityFiles,
            @Nullable String passphraseFile,
            @DefaultValue List<String> plugins,
            @DefaultValue("true") boolean useDefaultKeysFile) {}

    /**
     * Settings for PGP keys. They need the artifact secrets-pgp.
     *
     * @param keyFiles Comma-separated list of files with exported PGP keys, armoured or not. Those with secret keys must be readable
     * by their owner only.
     * @param passphraseFile File with the passphrase of the keys that one protects. It must be readable by its owner only.
     * @param gnupgHome Directory of gpg whose key rings are read.
     * @param gpgProgram Program gpg to ask for keys that only its agent has. None is started unless this names one.
     */
    public record Pgp(
            @DefaultValue List<String> keyFiles,
            @Nullable String passphraseFile,
            @Nullable String gnupgHome,
            @Nullable String gpgProgram) {}

    /**
     * Settings for keys of AWS KMS.
     *
     * @param profile Profile of the AWS configuration files to use.
     * @param profiles Comma-separated list of profiles that a file may choose. Others that a file names are ignored.
     * @param accounts Comma-separated list of the ids of the only accounts whose keys and roles may be used.
     * @param endpoint Address of KMS where it is not that of the key's region.
     * @param stsEndpoint Address of STS where it is not that of the key's region.
     */
    public record Aws(
            @Nullable String profile,
            @DefaultValue List<String> profiles,
            @DefaultValue List<String> accounts,
            @Nullable String endpoint,
            @Nullable String stsEndpoint) {}

    /**
     * Settings for keys of Azure Key Vault.
     *
     * @param vaults Comma-separated list of the addresses of the only vaults that may be used. Without it, all vaults and managed HSMs of
     * Azure's clouds may be.
     * @param clientId Client id of the managed identity to use where there are several.
     * @param authorityHost Address that tokens come from where it is not that of the public cloud.
     */
    public record Azure(
            @DefaultValue List<String> vaults,
            @Nullable String clientId,
            @Nullable String authorityHost) {}

    /**
     * Settings for keys of Google Cloud KMS.
     *
     * @param credentialsFile File with the credentials to use instead of the default ones.
     * @param transport Protocol to speak, "rest" or "grpc".
     * @param endpoint Address of KMS where it is not that of Google.
     * @param universeDomain Domain of another cloud that runs the software of Google.
     */
    public record Gcp(
            @Nullable String credentialsFile,
            @DefaultValue("rest") String transport,
            @Nullable String endpoint,
            @Nullable String universeDomain) {}

    /**
     * Settings for keys of any kind.
     *
     * @param decryptionOrder Comma-separated list of the kinds of keys that are tried before others.
     * @param callTimeout Time that one call to a key service may take.
     * @param totalTimeout Time that unlocking one file may take.
     * @param cacheLife Time for which an unwrapped data key is remembered, after which it is wiped. Zero remembers none.
     * @param cacheSize Number of unwrapped data keys that are remembered.
     */
    public record Keys(
            @DefaultValue({"age", "pgp"}) List<String> decryptionOrder,
            @DefaultValue("10s") Duration callTimeout,
            @DefaultValue("20s") Duration totalTimeout,
            @DefaultValue("10m") Duration cacheLife,
            @DefaultValue("1000") int cacheSize) {}

    /**
     * Settings for mounted directories.
     *
     * @param trimTrailingNewline Whether the newline at the end of a file of one line is left out of the value.
     */
    public record Mounted(@DefaultValue("true") boolean trimTrailingNewline) {}

    /**
     * Settings for keys of HashiCorp Vault and OpenBao.
     *
     * @param address Address of the server. Files must name it.
     * @param trustedAddresses Comma-separated list of other addresses that files may name.
     * @param namespace Namespace of all requests.
     * @param auth How to log in: token, kubernetes, jwt or approle.
     * @param authMount Path where the method to log in is mounted, by default its name.
     * @param role Role to log in with, for kubernetes and jwt.
     * @param jwtFile File with the token to log in with, for kubernetes and jwt; for kubernetes by default that of the pod.
     * @param roleId Role ID to log in with, for approle.
     * @param secretIdFile File with the secret ID to log in with, for approle.
     * @param tokenFile File with the token, for token.
     * @param caFile File with the certificates to trust, PEM, instead of the JDK's.
     * @param tlsServerName Name that the certificate of the server has, where it is not that of the address.
     */
    public record Vault(
            @Nullable String address,
            @DefaultValue List<String> trustedAddresses,
            @Nullable String namespace,
            @DefaultValue("token") String auth,
            @Nullable String authMount,
            @Nullable String role,
            @Nullable String jwtFile,
            @Nullable String roleId,
            @Nullable String secretIdFile,
            @Nullable String tokenFile,
            @Nullable String caFile,
            @Nullable String tlsServerName) {}
}
