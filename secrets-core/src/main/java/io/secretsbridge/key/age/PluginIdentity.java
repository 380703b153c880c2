package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import java.io.IOException;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An identity that a plugin understands; it is handed to that plugin as it stands. */
final class PluginIdentity extends Identity {

    static final String PREFIX = "AGE-PLUGIN-";

    private final String name;

    private final char[] text;

    private final KeySettings settings;

    private PluginIdentity(String name, char[] text, KeySettings settings) {
        this.name = name;
        this.text = text;
        this.settings = settings;
    }

    /** Reads an identity; takes the characters over, and wipes them also when they are none. */
    static PluginIdentity parse(char[] text, KeySettings settings) {
        try {
            Bech32 decoded = Bech32.decode(CharBuffer.wrap(text));
            Arrays.fill(decoded.data(), (byte) 0);
            String prefix = decoded.prefix();
            if (prefix.startsWith(PREFIX) && prefix.endsWith("-") && prefix.length() > PREFIX.length()) {
                String name =
                        prefix.substring(PREFIX.length(), prefix.length() - 1).toLowerCase(Locale.ROOT);
                if (Plugins.isName(name)) {
                    return new PluginIdentity(name, text, settings);
                }
            }
        } catch (IllegalArgumentException ex) {
            Arrays.fill(text, '\0');
            throw damaged();
        }
        Arrays.fill(text, '\0');
        throw damaged();
    }

    private static SecretsException damaged() {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                "an age identity is damaged or cut off",
                "Copy the whole line that starts with " + PREFIX + " again");
    }

    String name() {
        return this.name;
    }

    @Override
    RecipientStanzaReader reader() {
        return this::read;
    }

    private FileKey read(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        List<FileKey> found = new ArrayList<>();
        new PluginSession(this.name, this.settings, Reason.KEY_UNAVAILABLE)
                .run(
                        "identity-v1",
                        (stream) -> {
                            stream.write("add-identity", new String(this.text));
                            for (RecipientStanza stanza : stanzas) {
                                List<String> arguments = new ArrayList<>(List.of("0", stanza.getType()));
                                arguments.addAll(stanza.getArguments());
                                stream.write("recipient-stanza", arguments, stanza.getBody());
                            }
                        },
                        (stanza) -> takeKey(stanza, found));
        if (found.isEmpty()) {
            throw Stanza.noMatch();
        }
        return found.get(0);
    }

    private static boolean takeKey(RecipientStanza stanza, List<FileKey> found) throws IOException {
        if (!stanza.getType().equals("file-key")) {
            return false;
        }
        if (!stanza.getArguments().equals(List.of("0")) || !found.isEmpty()) {
            throw new IOException("A file key that was not asked for");
        }
        try {
            found.add(new FileKey(stanza.getBody()));
            return true;
        } catch (IllegalArgumentException ex) {
            throw new IOException("A file key of the wrong length", ex);
        }
    }

    @Override
    String publicName() {
        return Plugins.program(this.name);
    }

    @Override
    boolean mayBeFor(AgeRecipient recipient) {
        return this.name.equals(recipient.plugin());
    }

    @Override
    boolean needsPerson() {
        return true;
    }

    @Override
    public void close() {
        Arrays.fill(this.text, '\0');
    }
}
