package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recipient that a plugin understands.
 *
 * @param name the plugin
 * @param text the recipient
 * @param settings say where the plugin is and who can be asked
 */
record PluginRecipient(String name, String text, KeySettings settings) implements RecipientStanzaWriter {

    @Override
    public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey) {
        List<RecipientStanza> stanzas = new ArrayList<>();
        byte[] secret = fileKey.getEncoded();
        try {
            new PluginSession(this.name, this.settings, Reason.WRAP_FAILED)
                    .run(
                            "recipient-v1",
                            (stream) -> {
                                stream.write("add-recipient", this.text);
                                stream.write("wrap-file-key", List.of(), secret);
                                stream.write("extension-labels");
                            },
                            (stanza) -> take(stanza, stanzas));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        if (stanzas.isEmpty()) {
            throw new SecretsException(
                    Reason.WRAP_FAILED,
                    Location.NONE,
                    Plugins.program(this.name) + " sealed nothing for its recipient",
                    "Try the plugin with age itself: age -e");
        }
        return stanzas;
    }

    private static boolean take(RecipientStanza stanza, List<RecipientStanza> stanzas) throws IOException {
        List<String> arguments = stanza.getArguments();
        switch (stanza.getType()) {
            case "recipient-stanza" -> {
                if (arguments.size() < 2 || !arguments.get(0).equals("0")) {
                    throw new IOException("A stanza that was not asked for");
                }
                stanzas.add(new Stanza(arguments.get(1), arguments.subList(2, arguments.size()), stanza.getBody()));
                return true;
            }
            case "labels" -> {
                // They say with whom this recipient may share a file, and it has one of its own.
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    @Override
    public String toString() {
        return "PluginRecipient[" + this.name + "]";
    }
}
