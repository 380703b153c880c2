package io.secretsbridge.token;

import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeProvider;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.ListNode;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The test vectors of this package, and the key that opens them. */
final class Vectors {

    static final String RECIPIENT = "age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun";

    private static final MapNode ROOT = read();

    private Vectors() {}

    /** One vector; a field that it does not have is empty. */
    record Vector(MapNode fields) {

        String text(String name) {
            return (this.fields.get(name) instanceof ValueNode value) ? value.text() : "";
        }

        byte[] bytes(String name) {
            return HexFormat.of().parseHex(text(name));
        }

        List<Vector> list(String name) {
            return vectors(this.fields, name);
        }

        @Override
        public String toString() {
            return text("comment");
        }
    }

    static List<Vector> valid() {
        return vectors(ROOT, "valid");
    }

    static List<Vector> invalid() {
        return vectors(ROOT, "invalid");
    }

    private static List<Vector> vectors(MapNode parent, String name) {
        return ((ListNode) Objects.requireNonNull(parent.get(name)))
                .elements().stream()
                        .map((element) -> new Vector((MapNode) element))
                        .toList();
    }

    private static MapNode read() {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("vectors.json"))) {
            return (MapNode) Stores.readJsonValue(Source.read("vectors.json", in));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Returns a ring that has age only, and the identity of the vectors. */
    static KeyRing keyRing() {
        return KeyRing.create(settings(), List.of(new AgeProvider()));
    }

    static KeySettings settings() {
        return KeySettings.ofEnvironment(Map.of("SOPS_AGE_KEY", new Vector(ROOT).text("identity")));
    }
}
