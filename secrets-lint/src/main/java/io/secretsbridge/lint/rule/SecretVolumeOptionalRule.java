package io.secretsbridge.lint.rule;

import io.secretsbridge.lint.manifest.Cursor;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.manifest.Pod;

/** {@code optional: true} on a volume of a Secret. */
final class SecretVolumeOptionalRule implements Rule {

    private static final RuleInfo INFO = RuleInfo.of(
                    "secret-volume-optional", Severity.INFO, "a pod starts without its Secret")
            .because(
                    "The pod starts when the Secret is missing, and when it is deleted later the kubelet empties "
                            + "the volume of the running pod.",
                    "Leave optional out, unless the application works without.")
            .examples("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: shop
                    spec:
                      template:
                        spec:
                          volumes:
                          - name: db
                            secret:
                              secretName: db
                              optional: true
                          containers:
                          - name: shop
                            image: registry.example.com/shop:1.0
                            ports: []
                    """, """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: shop
                    spec:
                      template:
                        spec:
                          volumes:
                          - name: db
                            secret:
                              secretName: db
                              defaultMode: 0440
                              items:
                              - key: password
                                path: spring.datasource.password
                          containers:
                          - name: shop
                            image: registry.example.com/shop:1.0
                            env:
                            - name: SPRING_CONFIG_IMPORT
                              value: mounted:/etc/secrets/db/
                            volumeMounts:
                            - name: db
                              mountPath: /etc/secrets/db
                              readOnly: true
                    """);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(Manifest manifest, Report report) {
        for (Pod pod : Pod.of(manifest)) {
            for (Cursor volume : pod.secretVolumes()) {
                Cursor optional = volume.get("secret", "optional");
                if (optional.isTrue()) {
                    report.add(
                            INFO, optional, "the volume '" + volume.get("name").text() + "' may stay empty");
                }
            }
        }
    }
}
