package io.secretsbridge.key.age;

import com.exceptionfactory.jagged.RecipientStanza;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Stanzas one after the other, as age's plugin protocol has them. Lengths are limited, so that no plugin can fill the memory. */
final class StanzaStream {

    private static final String START = "-> ";

    /** Of base64 in a line; a shorter one ends the body. */
    private static final int COLUMNS = 64;

    private static final int MAX_LINE = 16 * 1024;

    private static final int MAX_BODY_LINES = 2048;

    private final InputStream in;

    private final OutputStream out;

    StanzaStream(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    void write(String type, List<String> arguments, byte[] body) throws IOException {
        StringBuilder text = new StringBuilder(START).append(type);
        arguments.forEach((argument) -> text.append(' ').append(argument));
        text.append('\n');
        String encoded = Stanza.encode(body);
        int position = 0;
        while (encoded.length() - position >= COLUMNS) {
            text.append(encoded, position, position + COLUMNS).append('\n');
            position += COLUMNS;
        }
        text.append(encoded, position, encoded.length()).append('\n');
        this.out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        this.out.flush();
    }

    void write(String type, String... arguments) throws IOException {
        write(type, List.of(arguments), new byte[0]);
    }

    RecipientStanza read() throws IOException {
        String line = line();
        if (!line.startsWith(START)) {
            throw new IOException("No stanza");
        }
        List<String> words = Arrays.asList(line.substring(START.length()).split(" ", -1));
        if (words.contains("")) {
            throw new IOException("An empty argument");
        }
        StringBuilder body = new StringBuilder();
        for (int lines = 0; lines < MAX_BODY_LINES; lines++) {
            String part = line();
            body.append(part);
            if (part.length() < COLUMNS) {
                return new Stanza(words.get(0), List.copyOf(words.subList(1, words.size())), decode(body.toString()));
            }
        }
        throw new IOException("A body that is too long");
    }

    private static byte[] decode(String body) throws IOException {
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException ex) {
            throw new IOException("No base64", ex);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = this.in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException();
            }
            if (line.size() == MAX_LINE) {
                throw new IOException("A line that is too long");
            }
            line.write(next);
            next = this.in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
