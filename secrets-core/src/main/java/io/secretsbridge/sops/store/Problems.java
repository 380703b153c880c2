package io.secretsbridge.sops.store;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.TreePath;

/** The errors that stores have in common. */
final class Problems {

    private Problems() {}

    static SecretsException malformed(Source source, Position position, String problem) {
        return new SecretsException(Reason.MALFORMED, source.at(position), problem, "Correct the file at that place");
    }

    static SecretsException notSealed(Source source) {
        return new SecretsException(
                Reason.NOT_SEALED,
                source.location(),
                "the file is not sealed: it has no sops block",
                "Seal it with 'secrets encrypt', or read it as a plain file");
    }

    static SecretsException notExpressible(TreePath path, String problem, String action) {
        Location location = path.parts().isEmpty() ? Location.NONE : new Location(null, 0, 0, path.toString());
        return new SecretsException(Reason.NOT_EXPRESSIBLE, location, problem, action);
    }
}
