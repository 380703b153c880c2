package io.secretsbridge.sops.store;

import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.TreePath;
import io.secretsbridge.tree.ValueNode;
import java.util.Arrays;

/** Values on their way into a format that holds only text. */
final class FlatValues {

    private FlatValues() {}

    /**
     * Returns the text of a value.
     *
     * @param node the value
     * @param path where it is
     * @param sealed whether the file is sealed: then what is read back must count the same in the MAC
     * @param format the format, for errors
     * @throws io.secretsbridge.SecretsException with reason {@code NOT_EXPRESSIBLE} when the format cannot hold it
     */
    static byte[] text(Node node, TreePath path, boolean sealed, String format) {
        if (!(node instanceof ValueNode value)) {
            throw Problems.notExpressible(
                    path, format + " cannot hold a map or list here", "Choose YAML or JSON as the format");
        }
        byte[] text = FlatText.of(value);
        if (sealed && (value.isNull() || !Arrays.equals(text, value.toByteArray()))) {
            throw Problems.notExpressible(
                    path,
                    "the value is not sealed, and " + format
                            + " would give it back with another type, so that the MAC would not hold",
                    "Make it a string, seal it, or choose YAML or JSON as the format");
        }
        return text;
    }
}
