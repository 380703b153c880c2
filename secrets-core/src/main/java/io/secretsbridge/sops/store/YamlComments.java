package io.secretsbridge.sops.store;

/**
 * The comments of a node, lines joined by line feeds.
 *
 * @param head those before it
 * @param line those at the end of its line
 * @param foot those after it
 */
record YamlComments(String head, String line, String foot) {

    /** No comments, which is what most nodes have. */
    static final YamlComments NONE = new YamlComments("", "", "");

    boolean isNone() {
        return this.head.isEmpty() && this.line.isEmpty() && this.foot.isEmpty();
    }

    YamlComments plus(YamlComment more) {
        return switch (more.kind()) {
            case HEAD -> withHead(join(this.head, more.text()));
            case LINE -> new YamlComments(this.head, join(this.line, more.text()), this.foot);
            case FOOT -> withFoot(join(this.foot, more.text()));
        };
    }

    YamlComments plus(YamlComments more) {
        return new YamlComments(join(this.head, more.head), join(this.line, more.line), join(this.foot, more.foot));
    }

    YamlComments withHead(String lines) {
        return new YamlComments(lines, this.line, this.foot);
    }

    YamlComments withFoot(String lines) {
        return new YamlComments(this.head, this.line, lines);
    }

    private static String join(String lines, String more) {
        return (lines.isEmpty() || more.isEmpty()) ? lines + more : lines + "\n" + more;
    }
}
