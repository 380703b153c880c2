package io.secretsbridge.kms.vault;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A key of a transit engine.
 *
 * @param address the server, without a path
 * @param engine the path of the engine, without slashes at its ends
 * @param name the name of the key
 */
record VaultKey(String address, String engine, String name) {

    private static final String ADDRESS = "vault_address";

    private static final String ENGINE = "engine_path";

    private static final String NAME = "key_name";

    private static final int MAX_LENGTH = 2048;

    /** Not all that Vault allows for mounts, but nothing that means something else in a path. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_.~@+-]+");

    private static final Pattern EDGES = Pattern.compile("^/+|/+$");

    private static final Pattern VERSION = Pattern.compile("v[0-9]+");

    /** Reads a URI by the rules of {@code sops}. */
    static VaultKey parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid("the URI of the Vault key is longer than " + MAX_LENGTH + " characters");
        }
        try {
            URI uri = new URI(text);
            String path = uri.getRawPath();
            if (!hasAddress(uri) || path == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw invalid("this is no URI of a Vault transit key");
            }
            List<String> segments = Arrays.stream(path.split("/", -1))
                    .filter((segment) -> !segment.isEmpty())
                    .toList();
            if (segments.size() < 4 || !VERSION.matcher(segments.get(0)).matches()) {
                throw invalid("this is no URI of a Vault transit key");
            }
            String address = uri.getScheme() + "://" + uri.getRawAuthority();
            String engine = String.join("/", segments.subList(1, segments.size() - 2));
            return new VaultKey(address, engine, segments.get(segments.size() - 1)).checked();
        } catch (URISyntaxException ex) {
            throw invalid("this is no URI of a Vault transit key");
        }
    }

    /** Reads the fields of a file. */
    static VaultKey of(MasterKey key) {
        String address = key.field(ADDRESS);
        try {
            URI uri = (address.length() > MAX_LENGTH) ? URI.create("") : new URI(address);
            String path = uri.getRawPath();
            if (!hasAddress(uri)
                    || !(path == null || path.isEmpty() || path.equals("/"))
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                throw invalid("the " + ADDRESS + " of the key is no address of a server");
            }
            String engine = EDGES.matcher(key.field(ENGINE)).replaceAll("");
            return new VaultKey(uri.getScheme() + "://" + uri.getRawAuthority(), engine, key.field(NAME)).checked();
        } catch (URISyntaxException ex) {
            throw invalid("the " + ADDRESS + " of the key is no address of a server");
        }
    }

    private static boolean hasAddress(URI uri) {
        return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null;
    }

    /** A path from a file must not lead to another request than the one that is meant: {@code ../../auth/token/revoke-self}. */
    private VaultKey checked() {
        if (this.engine.length() > MAX_LENGTH || this.name.length() > MAX_LENGTH) {
            throw invalid("the path of the key is longer than " + MAX_LENGTH + " characters");
        }
        boolean valid = isSegment(this.name);
        for (String segment : this.engine.split("/", -1)) {
            valid &= isSegment(segment);
        }
        if (!valid) {
            throw invalid("the path of the key has parts that no transit engine or key can have");
        }
        return this;
    }

    private static boolean isSegment(String text) {
        return SEGMENT.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }

    private static SecretsException invalid(String problem) {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                problem,
                "Write it like https://vault.example.com:8200/v1/transit/keys/keyName");
    }

    MasterKey toMasterKey() {
        return new MasterKey(
                VaultProvider.KIND,
                MapNode.of(
                        new Entry(ADDRESS, ValueNode.string(this.address)),
                        new Entry(ENGINE, ValueNode.string(this.engine)),
                        new Entry(NAME, ValueNode.string(this.name))));
    }

    URI uri() {
        return URI.create(this.address);
    }

    /** Returns the path that encrypts or decrypts, as policies name it. */
    String path(String operation) {
        return this.engine + "/" + operation + "/" + this.name;
    }
}
