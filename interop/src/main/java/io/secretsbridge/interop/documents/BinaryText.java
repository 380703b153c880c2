package io.secretsbridge.interop.documents;

/** Draws what is none of the other formats: text, certificates, random bytes, nothing. One character stands for one byte. */
final class BinaryText {

    private static final int LARGE = 200_000;

    private final Draw draw;

    BinaryText(Draw draw) {
        this.draw = draw;
    }

    String draw() {
        if (this.draw.percent(5)) {
            return "";
        }
        int length = this.draw.percent(3) ? this.draw.between(1000, LARGE) : this.draw.between(1, 400);
        boolean text = this.draw.percent(50);
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append((char)
                    (text ? (this.draw.percent(2) ? '\n' : this.draw.between(' ', '~')) : this.draw.between(0, 255)));
        }
        return out.toString();
    }
}
