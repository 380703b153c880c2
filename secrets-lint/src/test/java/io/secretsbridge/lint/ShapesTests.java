package io.secretsbridge.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where secrets come into an environment or stand in clear text: wherever a container or its data may stand. */
class ShapesTests {

    private static final String CONTAINERS = """
            - name: app
              env:
              - name: PASSWORD
                valueFrom:
                  secretKeyRef: {name: db, key: password}
              envFrom:
              - secretRef: {name: db}
            """;

    @ParameterizedTest
    @CsvSource({
        "v1, Pod, spec",
        "v1, PodTemplate, template.spec",
        "v1, ReplicationController, spec.template.spec",
        "apps/v1, Deployment, spec.template.spec",
        "apps/v1, StatefulSet, spec.template.spec",
        "apps/v1, DaemonSet, spec.template.spec",
        "apps/v1, ReplicaSet, spec.template.spec",
        "batch/v1, Job, spec.template.spec",
        "batch/v1, CronJob, spec.jobTemplate.spec.template.spec",
        "argoproj.io/v1alpha1, Rollout, spec.template.spec",
        "serving.knative.dev/v1, Service, spec.template.spec",
        "keda.sh/v1alpha1, ScaledJob, spec.jobTargetRef.template.spec",
        "example.com/v1, Whatever, spec.parts.worker.pod"
    })
    void everyKindThatCarriesAPodIsLookedAt(String version, String kind, String path) {
        for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            String text = "apiVersion: " + version + "\nkind: " + kind + "\n" + nest(path + "." + list, CONTAINERS);
            assertThat(Lints.secrets(text))
                    .containsExactly(
                            "env-secret-key-ref@" + path + "." + list + "[0].env[0].valueFrom.secretKeyRef",
                            "env-from-secret@" + path + "." + list + "[0].envFrom[0].secretRef");
        }
    }

    private static String nest(String path, String content) {
        StringBuilder text = new StringBuilder();
        String indent = "";
        for (String key : path.split("\\.", -1)) {
            text.append(indent).append(key).append(":\n");
            indent += "  ";
        }
        return text + content.indent(indent.length());
    }

    @Test
    void stepsOfTektonAndContainersOfArgoWorkflowsAreLookedAt() {
        assertThat(Lints.secrets("""
                kind: Task
                spec:
                  steps:
                  - name: build
                    env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                """))
                .containsExactly("env-secret-key-ref@spec.steps[0].env[0].valueFrom.secretKeyRef");
        assertThat(Lints.secrets("""
                kind: Workflow
                spec:
                  templates:
                  - container:
                      env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                """))
                .containsExactly("env-secret-key-ref@spec.templates[0].container.env[0].valueFrom.secretKeyRef");
    }

    @Test
    void listsAndSeveralDocumentsAreLookedAt() {
        assertThat(Lints.secrets("""
                kind: List
                items:
                - kind: Secret
                  stringData: {a: hunter2}
                ---
                kind: Secret
                stringData: {b: hunter2}
                """))
                .containsExactly("secret-plaintext@items[0].stringData.a", "secret-plaintext@stringData.b");
    }

    @Test
    void jsonWithTabsIsLookedAt() {
        assertThat(Lints.secrets("{\n\t\"kind\": \"Secret\",\n\t\"stringData\": {\n\t\t\"a\": \"hunter2\"\n\t}\n}\n"))
                .containsExactly("secret-plaintext@stringData.a");
    }

    @Test
    void anchorsAndMergedMapsAreLookedAtOnce() {
        assertThat(Lints.secrets("""
                kind: Deployment
                x: &env
                  env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                spec:
                  containers:
                  - {name: a, <<: *env}
                  - {name: b, <<: *env}
                """)).containsExactly("env-secret-key-ref@x.env[0].valueFrom.secretKeyRef");
    }

    @Test
    void everyValueOfARepeatedKeyIsLookedAt() {
        assertThat(Lints.secrets("""
                kind: Secret
                stringData:
                  a: hunter2
                  a: ENC[AES256_GCM,data:x]
                """)).containsExactly("secret-plaintext@stringData.a");
    }

    @Test
    void byteOrderMarkAndWindowsLineBreaksDoNotMovePlaces() {
        LintReport report = Lints.report("\uFEFFkind: Secret\r\nstringData:\r\n  a: hunter2\r\n");
        assertThat(report.findings()).singleElement().satisfies((finding) -> {
            assertThat(finding.line()).isEqualTo(3);
            assertThat(finding.column()).isEqualTo(6);
            assertThat(finding.endColumn()).isEqualTo(13);
        });
    }

    @Test
    void columnsCountCharactersBeyondTheBasicPlaneOnce() {
        assertThat(Lints.report("kind: Secret\nstringData: {\"\uD83D\uDD11\": hunter2}\n")
                        .findings())
                .singleElement()
                .satisfies((finding) -> assertThat(finding.column()).isEqualTo(19));
    }

    @Test
    void sealedTemplatedAndEmptySecretsAreGood() {
        assertThat(Lints.secrets("""
                kind: Secret
                data:
                  a: ENC[AES256_GCM,data:dG9v,iv:c2hvcnQ=,tag:Zm9y,type:str]
                  b: ""
                stringData:
                  c: ${SUBSTITUTED}
                  d: "{{ .Values.password }}"
                """)).isEmpty();
    }

    @Test
    void sealedFileInAConfigMapIsGood() {
        assertThat(Lints.secrets("""
                kind: ConfigMap
                data:
                  secrets.yaml: |
                    password: ENC[AES256_GCM,data:dG9v,iv:c2hvcnQ=,tag:Zm9y,type:str]
                    sops:
                      mac: ENC[AES256_GCM,data:dG9v,iv:c2hvcnQ=,tag:Zm9y,type:str]
                """)).isEmpty();
    }

    @Test
    void fileInAConfigMapIsLookedInto() {
        assertThat(Lints.secrets("""
                kind: ConfigMap
                data:
                  application.yaml: |
                    spring:
                      datasource:
                        password: hunter2
                """)).containsExactly("config-map-secret@data[\"application.yaml\"]");
    }

    @Test
    void configMapWithASecretIsSeenWhereItIsUsed() {
        assertThat(Lints.secrets("""
                kind: ConfigMap
                metadata: {name: shop}
                data: {url: "postgres://u:hunter2@db/shop"}
                ---
                kind: Pod
                spec:
                  containers:
                  - name: a
                    envFrom: [{configMapRef: {name: shop}}]
                    env: [{name: X, valueFrom: {configMapKeyRef: {name: shop, key: url}}}]
                """))
                .contains(
                        "env-config-map-secret@spec.containers[0].envFrom[0].configMapRef",
                        "env-config-map-secret@spec.containers[0].env[0].valueFrom.configMapKeyRef");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command: [sh, -c, 'curl -H \"Authorization: Bearer abcdef0123456789\" http://x']",
                "args: ['-Ddb.password=hunter2']",
                "args: ['--password', 'hunter2']",
                "args: ['--url=postgres://u:hunter2@h/d']",
                "livenessProbe: {exec: {command: [check, --token=hunter2hunter2]}}",
                "readinessProbe: {httpGet: {httpHeaders: [{name: Authorization, value: Basic dTpodW50ZXIy}]}}",
                "lifecycle: {preStop: {exec: {command: [bye, '$(DB_PASSWORD)']}}}"
            })
    void secretsOfCommandLinesAreFound(String line) {
        assertThat(Lints.secrets("kind: Pod\nspec:\n  containers:\n  - name: a\n    image: x\n    command: [run]\n"
                                .replace(line.startsWith("command") ? "    command: [run]\n" : "\0", "")
                        + "    " + line + "\n"))
                .anyMatch((found) -> found.startsWith("command-secret@"));
    }

    @Test
    void namesThatOnlySpeakOfSecretsAreGood() {
        assertThat(Lints.secrets("""
                kind: Pod
                spec:
                  containers:
                  - name: a
                    args: [--password-file, /etc/secrets/db, --token-ttl=3600]
                    env:
                    - {name: POSTGRES_PASSWORD_FILE, value: /run/secrets/db}
                    - {name: SECRETS_DIR, value: /etc/secrets}
                    - {name: TOKEN_TTL_SECONDS, value: "3600"}
                    - {name: DB_SECRET_NAME, value: db}
                """)).isEmpty();
    }

    @Test
    void patchesOfKustomizeAreLookedAtWhereTheyStand() {
        LintReport report = Lints.report("kustomization.yaml", """
                patches:
                - target: {kind: Deployment}
                  patch: |-
                    - op: add
                      path: /spec/template/spec/containers/0/env/-
                      value:
                        name: A
                        valueFrom: {secretKeyRef: {name: s, key: k}}
                - patch: |
                    kind: Deployment
                    spec:
                      template:
                        spec:
                          containers:
                          - name: a
                            env:
                            - name: DB_PASSWORD
                              value: hunter2
                """);
        assertThat(Lints.ids(report)).contains("env-secret-key-ref", "env-literal-secret");
        assertThat(report.findings()).anySatisfy((finding) -> {
            assertThat(finding.rule().id()).isEqualTo("env-literal-secret");
            assertThat(finding.line()).isEqualTo(18);
            assertThat(finding.column()).isEqualTo(22);
        });
    }

    @Test
    void helmTemplateIsLookedAtAsFarAsItIsYaml() {
        assertThat(Lints.secrets("""
                {{- if .Values.enabled }}
                kind: Deployment
                metadata:
                  name: {{ include "shop.name" . }}
                  labels:
                    {{- include "shop.labels" . | nindent 4 }}
                spec:
                  template:
                    spec:
                      containers:
                      - name: {{ .Chart.Name }}
                        env:
                        {{- range .Values.list }}
                        - name: {{ .name }}
                          value: {{ .value | quote }}
                        {{- end }}
                        - name: DB_PASSWORD
                          value: "{{ .Values.db.password }}"
                        - name: TOKEN
                          valueFrom:
                            secretKeyRef:
                              name: {{ .Values.secret }}
                              key: token
                {{- end }}
                """))
                .containsExactly("env-secret-key-ref@spec.template.spec.containers[0].env[2].valueFrom.secretKeyRef");
    }

    @Test
    void variablesOfComposeAreLookedAtInBothForms() {
        assertThat(Lints.secrets("""
                services:
                  a:
                    environment:
                    - DB_PASSWORD=hunter2
                    - API_TOKEN
                    - LOG=info
                  b:
                    environment:
                      DB_PASSWORD:
                      LOG: info
                      URL: postgres://u:hunter2@h/d
                """))
                .containsExactly(
                        "compose-environment-secret@services.a.environment[0]",
                        "compose-environment-secret@services.a.environment[1]",
                        "compose-environment-secret@services.b.environment.DB_PASSWORD",
                        "compose-environment-secret@services.b.environment.URL");
    }
}
