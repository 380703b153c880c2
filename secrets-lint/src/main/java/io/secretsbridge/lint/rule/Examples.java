package io.secretsbridge.lint.rule;

/** What the examples and reasons of several rules share. */
final class Examples {

    /** Why no secret belongs into an environment. */
    static final String LEAK =
            "The environment of a process is inherited by every process it starts, readable in /proc, and"
                    + " copied into crash dumps, flight recordings, error reports and the pages of support tools. It never changes"
                    + " while the process runs, so the secret cannot be rotated.";

    private static final String CONTAINERS = """
            containers:
            - name: shop
              image: registry.example.com/shop:1.0
            """;

    private static final int SPEC = 6;

    private static final int CONTAINER = 8;

    /** A workload about which nothing is said. */
    static final String PLAIN = container("ports: []");

    /** A workload that has its secret as a file. */
    static final String MOUNTED = deployment("""
            volumes:
            - name: db
              secret:
                secretName: db
                defaultMode: 0440
                items:
                - key: password
                  path: spring.datasource.password
            """, """
            env:
            - name: SPRING_CONFIG_IMPORT
              value: mounted:/etc/secrets/db/
            volumeMounts:
            - name: db
              mountPath: /etc/secrets/db
              readOnly: true
            """);

    /** Secrets that a key service encrypts. */
    static final String ENCRYPTED = encryption("secrets", """
            - kms:
                apiVersion: v2
                name: vault
                endpoint: unix:///run/kms.sock
            - identity: {}
            """);

    private Examples() {}

    /** Returns a configuration of the API server that encrypts a resource with these providers. */
    static String encryption(String resource, String providers) {
        return """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources:
                  - %s
                  providers:
                """.formatted(resource) + providers.indent(2);
    }

    /** Returns a workload with this in its container. */
    static String container(String lines) {
        return deployment("", lines);
    }

    /** Returns a workload with this in its pod. */
    static String pod(String lines) {
        return deployment(lines, "ports: []");
    }

    /** Returns a workload with this in its pod and that in its container. */
    static String deployment(String pod, String container) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: shop
                spec:
                  template:
                    spec:
                """ + pod.indent(SPEC) + CONTAINERS.indent(SPEC) + container.indent(CONTAINER);
    }
}
