package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Container;
import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;
import java.util.ArrayList;
import java.util.List;

/**
 * The security context of a container and that of the pod around it.
 *
 * @param container the container
 * @param pod the pod
 */
record SecurityContext(Container container, Pod pod) {

    /** Returns those of all containers that pods of an object run on their own. */
    static List<SecurityContext> of(Manifest manifest) {
        List<SecurityContext> contexts = new ArrayList<>();
        for (Pod pod : Pod.of(manifest)) {
            if (pod.isWhole()) {
                pod.ownContainers().forEach((container) -> contexts.add(new SecurityContext(container, pod)));
            }
        }
        return contexts;
    }

    /** Returns a setting of the container, or else of the pod. */
    Cursor get(String... keys) {
        Cursor own = own(keys);
        return own.exists() ? own : this.pod.spec().get("securityContext").get(keys);
    }

    /** Returns a setting of the container alone. */
    Cursor own(String... keys) {
        return this.container.place().get("securityContext").get(keys);
    }

    /** Adds a finding about the container. */
    void report(Report report, RuleInfo rule, String problem) {
        report.add(rule, this.container.place(), "the container '" + this.container.name() + "' " + problem);
    }
}
