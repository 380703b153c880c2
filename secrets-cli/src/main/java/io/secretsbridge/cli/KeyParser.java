package io.secretsbridge.cli;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the keys that flags name, with the context and the profile that other flags give to AWS keys. */
final class KeyParser {

    private static final String AWS = "kms";

    private final Arguments arguments;

    private final KeyRing keyRing;

    private final MapNode context;

    /**
     * Creates a parser.
     *
     * @throws Failure with exit code 6 when the encryption context is malformed
     */
    KeyParser(Arguments arguments, KeyRing keyRing) {
        this.arguments = arguments;
        this.keyRing = keyRing;
        this.context = encryptionContext(arguments);
    }

    /** The texts that a flag gives, each of them with commas in it or not. */
    List<String> texts(Flag flag) {
        List<String> given =
                (flag.kind() == Flag.Kind.LIST) ? this.arguments.list(flag) : List.of(this.arguments.text(flag));
        List<String> texts = new ArrayList<>();
        for (String text : given) {
            for (String part : text.split(",", -1)) {
                if (!part.isBlank()) {
                    texts.add(part.strip());
                }
            }
        }
        return texts;
    }

    /** The keys that a flag names. */
    List<MasterKey> keys(String kind, Flag flag) {
        return texts(flag).stream().map((text) -> key(kind, text, flag)).toList();
    }

    /** The key that a text names; errors get the flag or the variable that it came from. */
    MasterKey key(String kind, String text, Flag flag) {
        MasterKey key;
        try {
            key = this.keyRing.parse(kind, text);
        } catch (SecretsException ex) {
            String where = this.arguments.isOnCommandLine(flag) ? "--" + flag.name() : String.valueOf(flag.variable());
            throw new SecretsException(ex.reason(), Location.of(where), ex.problem(), ex.action(), ex);
        }
        return kind.equals(AWS) ? forAws(key, this.arguments.text(KeyFlags.AWS_PROFILE)) : key;
    }

    private MasterKey forAws(MasterKey key, String profile) {
        MasterKey inContext = this.context.isEmpty() ? key : with(key, "context", this.context);
        return profile.isEmpty() ? inContext : with(inContext, "aws_profile", ValueNode.string(profile));
    }

    private static MasterKey with(MasterKey key, String field, Node value) {
        List<MapNode.Item> fields = new ArrayList<>(key.fields().items());
        fields.removeIf((item) -> item instanceof Entry entry && entry.key().equals(field));
        fields.add(new Entry(field, value));
        return new MasterKey(key.kind(), new MapNode(fields, Position.NONE));
    }

    static MapNode encryptionContext(Arguments arguments) {
        String text = arguments.text(KeyFlags.ENCRYPTION_CONTEXT);
        List<Entry> entries = new ArrayList<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Map.Entry<String, String> parts = pair(pair);
            entries.add(new Entry(parts.getKey(), ValueNode.string(parts.getValue())));
        }
        return new MapNode(entries, Position.NONE);
    }

    private static Map.Entry<String, String> pair(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
            throw new Failure(
                    ExitCode.BAD_ENCRYPTION_CONTEXT,
                    "the encryption context is malformed",
                    "Write --encryption-context key:value,key:value");
        }
        return Map.entry(text.substring(0, colon), text.substring(colon + 1));
    }
}
