package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Facts;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Variables;

/** A literal under a name that says secret, or of a form that only secrets have. */
final class EnvLiteralSecretRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "env-literal-secret", Severity.ERROR, "a variable holds a secret in clear text")
            .because(
                    "Whoever may read the repository, its history, the manifest in the cluster or the annotation in which kubectl keeps the last one has the secret, and so has everybody who may look at the pod. "
                            + Examples.LEAK,
                    "Put it into a file that is sealed with `secrets encrypt`, or into a Secret that is mounted. "
                            + "Replace the value at its issuer: what was once in a repository is burnt.")
            .examples(Examples.container("""
                    env:
                    - name: DB_PASSWORD
                      value: tr0ub4dor-and-3
                    """), Examples.MOUNTED)
            .like("kube-linter env-var-secret", "Polaris sensitiveContainerEnvVar", "Kubescape C-0012");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        if (manifest.isCompose()) {
            return;
        }
        for (Variables.Literal variable : Variables.literals(manifest)) {
            if (variable.place().isTemplate()) {
                continue;
            }
            Facts.secret(variable.name(), variable.value())
                    .ifPresent((secret) -> report.add(
                            INFO, variable.place(), "the variable '" + variable.name() + "' " + Facts.reason(secret)));
        }
    }
}
