package io.secretsbridge.detect;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;

/** Signed tokens in the form {@code header.payload.signature}, whose header is JSON that names an algorithm. */
final class JwtRule implements ValueRule {

    private static final int MIN_HEADER = 17;

    private static final int MAX_HEADER = 4096;

    private static final int MIN_PAYLOAD = 17;

    private static final int MIN_SIGNATURE = 10;

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        int at = text.indexOf("eyJ");
        while (at >= 0) {
            int headerEnd = Alphabet.URL_SAFE.endOfRun(text, at, text.length());
            int payloadEnd = afterDot(text, headerEnd);
            int signatureEnd = afterDot(text, payloadEnd);
            if (headerEnd - at >= MIN_HEADER
                    && headerEnd - at <= MAX_HEADER
                    && payloadEnd - headerEnd > MIN_PAYLOAD
                    && signatureEnd - payloadEnd > MIN_SIGNATURE
                    && isHeader(text.substring(at, headerEnd))
                    && !sink.test(new Finding("value.jwt", Confidence.MEDIUM, "holds a signed token (JWT)", at))) {
                return;
            }
            at = text.indexOf("eyJ", headerEnd);
        }
    }

    private static int afterDot(String text, int at) {
        return (at < text.length() && text.charAt(at) == '.')
                ? Alphabet.URL_SAFE.endOfRun(text, at + 1, text.length())
                : at;
    }

    private static boolean isHeader(String encoded) {
        try {
            String header = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            return header.contains("\"alg\"") && !header.contains("\"none\"");
        } catch (IllegalArgumentException ex) {
            return false;
        }
    }
}
