package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import java.util.Base64;
import java.util.List;

/** A stanza of an age header, and what all kinds of stanzas have in common. */
final class Stanza implements RecipientStanza {

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final String type;

    private final List<String> arguments;

    private final byte[] body;

    Stanza(String type, List<String> arguments, byte[] body) {
        this.type = type;
        this.arguments = arguments;
        this.body = body;
    }

    @Override
    public String getType() {
        return this.type;
    }

    @Override
    public List<String> getArguments() {
        return this.arguments;
    }

    @Override
    public byte[] getBody() {
        return this.body;
    }

    /** Encodes an argument as age does: base64 without padding. */
    static String encode(byte[] argument) {
        return ENCODER.encodeToString(argument);
    }

    /** Says, as Jagged wants it, that an identity is not the one for these stanzas. */
    static UnsupportedRecipientStanzaException noMatch() {
        return new UnsupportedRecipientStanzaException("No stanza for this identity");
    }
}
