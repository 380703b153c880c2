package io.secretsbridge.sops;

/** Where {@code sops publish} puts a file. */
public sealed interface Destination {

    /**
     * A bucket of AWS S3, which gets the sealed file.
     *
     * @param bucket the name of the bucket
     * @param prefix what the object's name begins with
     */
    record S3(String bucket, String prefix) implements Destination {

        @Override
        public String toString() {
            return "s3://" + this.bucket + "/" + this.prefix;
        }
    }

    /**
     * A bucket of Google Cloud Storage, which gets the sealed file.
     *
     * @param bucket the name of the bucket
     * @param prefix what the object's name begins with
     */
    record Gcs(String bucket, String prefix) implements Destination {

        @Override
        public String toString() {
            return "gcs://" + this.bucket + "/" + this.prefix;
        }
    }

    /**
     * The key-value store of Vault or OpenBao, which gets the <em>plain</em> values.
     *
     * @param address the address of the server, empty when the environment says it
     * @param mount the name of the mount, {@code secret/} unless the rule says another
     * @param path where in the mount
     * @param version the version of the store, 1 or 2; 2 unless the rule says another
     */
    record Vault(String address, String mount, String path, int version) implements Destination {

        @Override
        public String toString() {
            return "vault:" + this.address + "/v1/" + this.mount + this.path;
        }
    }
}
