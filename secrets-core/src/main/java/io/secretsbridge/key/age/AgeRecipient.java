package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public half of an age key. The forms that {@code sops} knows are told apart here, by the rules it has for that.
 *
 * @param text the recipient as the file has it
 */
record AgeRecipient(String text) {

    private static final Pattern BECH32 = Pattern.compile("age1[a-z0-9+._-]{1,4096}");

    private static final String PREFIX = "age1";

    private static final int MAX_SHOWN = 128;

    private static final Pattern SSH =
            Pattern.compile("ssh-[a-z0-9]{1,16}[ \t]+[A-Za-z0-9+/=]{16,8192}([ \t]+[^\\p{Cntrl}]{0,1024})?");

    /**
     * Reads a recipient and checks it.
     *
     * @throws SecretsException with reason {@code INVALID_KEY} when it is none
     */
    static AgeRecipient parse(String uri) {
        AgeRecipient recipient = classify(uri);
        if (recipient.plugin() != null) {
            recipient.checkPlugin();
        } else {
            recipient.writer();
        }
        return recipient;
    }

    /**
     * Tells what form a recipient has, without looking at its checksum: that needs more than a hundred classes, and opening a
     * file does not.
     *
     * @throws SecretsException with reason {@code INVALID_KEY} when it is none
     */
    static AgeRecipient classify(String uri) {
        String text = uri.strip();
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.startsWith("AGE-SECRET-KEY-") || upper.startsWith("AGE-PLUGIN-")) {
            throw invalid(
                    "an age identity stands where a recipient is due; it is secret and is not shown here",
                    "Give its public key, which starts with age1, and make a new identity if this one was in a file that"
                            + " others can see");
        }
        if (SSH.matcher(text).matches()) {
            return new AgeRecipient(text);
        }
        if (!BECH32.matcher(text).matches()) {
            throw invalid(
                    "this is no age recipient",
                    "A recipient starts with age1 and has only lower-case letters and digits");
        }
        return new AgeRecipient(text);
    }

    /** Returns the name of the plugin that understands this recipient, or {@code null} when we do. */
    @Nullable
    String plugin() {
        int separator = this.text.lastIndexOf('1');
        return (isSsh() || isHybrid() || separator <= PREFIX.length() - 1)
                ? null
                : this.text.substring(PREFIX.length(), separator);
    }

    private void checkPlugin() {
        try {
            Bech32.decode(CharBuffer.wrap(this.text));
        } catch (IllegalArgumentException ex) {
            throw mistyped();
        }
    }

    boolean isSsh() {
        return this.text.startsWith("ssh-");
    }

    boolean isHybrid() {
        return this.text.startsWith(Hybrid.RECIPIENT_PREFIX + "1");
    }

    /** Returns what seals for a recipient that needs no plugin. */
    RecipientStanzaWriter writer() {
        return isSsh() ? sshWriter() : bech32Writer();
    }

    private RecipientStanzaWriter sshWriter() {
        try {
            return SshPublicKey.parse(this.text).writer();
        } catch (SshKeyException ex) {
            throw invalid(
                    "the SSH public key cannot be used: it is " + ex.getMessage(),
                    "Use the .pub file of a key of ssh-keygen -t ed25519, or of a key of the type rsa with 2048 bits or more");
        } catch (GeneralSecurityException ex) {
            throw invalid("the SSH public key is damaged", "Copy it again from its .pub file");
        }
    }

    private RecipientStanzaWriter bech32Writer() {
        try {
            if (isHybrid()) {
                return Hybrid.writer(this.text);
            }
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(this.text);
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            throw mistyped();
        }
    }

    private SecretsException mistyped() {
        return invalid(
                "the age recipient " + abbreviated(this.text) + " is mistyped or cut off: its checksum does not fit",
                "Copy it again from where its owner published it");
    }

    /** Returns a recipient in a length that can be read: those of post-quantum keys have 2000 characters. */
    static String abbreviated(String recipient) {
        int length = recipient.length();
        return (length <= MAX_SHOWN) ? recipient : recipient.substring(0, 20) + "…" + recipient.substring(length - 8);
    }

    private static SecretsException invalid(String problem, String action) {
        return new SecretsException(Reason.INVALID_KEY, Location.NONE, problem, action);
    }
}
