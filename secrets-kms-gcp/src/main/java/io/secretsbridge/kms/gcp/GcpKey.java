package io.secretsbridge.kms.gcp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of Google Cloud KMS as SOPS names it.
 *
 * @param cryptoKey the resource id of the key
 * @param resourceId the resource id as it was given: of the key, or of a version of it
 */
record GcpKey(String cryptoKey, String resourceId) {

    static final String RESOURCE_ID = "resource_id";

    /** The id becomes part of a URL's path, so that no segment may be anything but a name. */
    private static final String NAME = "(?!\\.{1,2}(?:/|$))[\\w.:-]{1,255}";

    private static final Pattern FORM = Pattern.compile("(?<key>projects/" + NAME + "/locations/" + NAME + "/keyRings/"
            + NAME + "/cryptoKeys/" + NAME + ")(?:/cryptoKeyVersions/[0-9]{1,18})?");

    static GcpKey parse(String text) {
        return of(text.replace(" ", ""));
    }

    static GcpKey of(MasterKey masterKey) {
        return of(masterKey.field(RESOURCE_ID));
    }

    private static GcpKey of(String resourceId) {
        Matcher matcher = FORM.matcher(resourceId);
        if (!matcher.matches()) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "this is no resource id of a Google Cloud KMS key",
                    "Write projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY");
        }
        return new GcpKey(matcher.group("key"), resourceId);
    }

    MasterKey toMasterKey() {
        return new MasterKey(
                GcpKmsProvider.KIND, MapNode.of(new MapNode.Entry(RESOURCE_ID, ValueNode.string(this.resourceId))));
    }
}
