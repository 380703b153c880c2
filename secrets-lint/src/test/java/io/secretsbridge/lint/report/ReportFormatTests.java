package io.secretsbridge.lint.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.lint.LintReport;
import io.secretsbridge.lint.Linter;
import io.secretsbridge.lint.Suppressions;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;

class ReportFormatTests {

    private static final String SECRET = "hunter2-and-more";

    private static final String MANIFEST = """
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
              - name: app
                env: # %1$s
                - {name: DB_PASSWORD, value: "%1$s"}
                - name: URL
                  value: postgres://u:%1$s@h/d
                - name: PEM
                  value: |
                    password: %1$s
                args: [-x, --password, %1$s, -y=%1$s]
            ---
            kind: Secret
            stringData:
              "a<b&\\u0007": %1$s
            """.formatted(SECRET);

    private static LintReport report() {
        Linter linter = new Linter(Suppressions.NONE);
        linter.add(Source.of("k8s/a b.yaml", MANIFEST.getBytes(StandardCharsets.UTF_8)));
        linter.add(Source.of("bad.yaml", ("a: [" + SECRET).getBytes(StandardCharsets.UTF_8)));
        linter.add(Source.of("clean.yaml", "kind: Namespace\n".getBytes(StandardCharsets.UTF_8)));
        return linter.report();
    }

    @ParameterizedTest
    @EnumSource
    void noFormatShowsAValue(ReportFormat format) {
        assertThat(format.render(report())).isNotBlank().endsWith("\n").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @EnumSource
    void noFormatShowsATokenInPlaceOfAName(ReportFormat format) {
        String token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        Linter linter = new Linter(Suppressions.NONE);
        linter.add(Source.of("a.yaml", """
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: app
                    env:
                    - {name: AKIAIOSFODNN7ABCDEFG, value: "postgres://u:%1$s@h/d"}
                    envFrom: [{secretRef: {name: "shop %1$s"}}]
                ---
                kind: Secret
                stringData: {%1$s: x}
                """.formatted(token).getBytes(StandardCharsets.UTF_8)));
        assertThat(format.render(linter.report())).contains("***").doesNotContain(token, "AKIAIOSFODNN7ABCDEFG");
    }

    @Test
    void textUnderlinesThePlaceAndMasksTheValue() {
        assertThat(ReportFormat.TEXT.render(report())).contains("""
                k8s/a b.yaml:7:34: error: the variable 'DB_PASSWORD' has 'password' in its name, and its value stands there in clear text [env-literal-secret]
                    7 |     - {name: DB_PASSWORD, value: ***}
                      |                                  ^^^
                      = spec.containers[0].env[0].value
                """);
    }

    @Test
    void textLeavesOutComments() {
        String text = "kind: Secret\nstringData: # a comment with " + SECRET + "\n  a: x # " + SECRET + "\n";
        Linter linter = new Linter(Suppressions.NONE);
        linter.add(Source.of("a.yaml", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(ReportFormat.TEXT.render(linter.report()))
                .contains("3 |   a: ***\n")
                .doesNotContain("hunter2");
    }

    @Test
    void jsonNamesPlaceRuleAndPath() {
        String json = ReportFormat.JSON.render(report());
        assertThat(json)
                .contains("\"rule\": \"env-literal-secret\"", "\"path\": \"spec.containers[0].env[0].value\"")
                .contains("\"file\": \"bad.yaml\"");
        assertThat(parse(json)).isNotNull();
    }

    @Test
    void sarifHasWhatCodeScanningNeeds() {
        String sarif = ReportFormat.SARIF.render(report());
        assertThat(parse(sarif)).isNotNull();
        assertThat(sarif)
                .contains("\"version\": \"2.1.0\"", "\"uri\": \"k8s/a%20b.yaml\"", "\"primaryLocationLineHash\"")
                .contains("\"startLine\": 7", "\"executionSuccessful\": false", "\"security-severity\": \"8.0\"")
                .doesNotContain("snippet");
    }

    private static MapNode parse(String json) {
        return Stores.of(Format.JSON)
                .readPlain(Source.of("report", json.getBytes(StandardCharsets.UTF_8)))
                .get(0);
    }

    @Test
    void junitIsXmlWithATestForEachFindingAndEachCleanFile() throws Exception {
        LintReport report = report();
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        ReportFormat.JUNIT.render(report).getBytes(StandardCharsets.UTF_8)));
        assertThat(xml.getElementsByTagName("failure").getLength())
                .isEqualTo(report.findings().size());
        assertThat(xml.getElementsByTagName("error").getLength()).isEqualTo(1);
        assertThat(xml.getElementsByTagName("testcase").getLength())
                .isEqualTo(report.findings().size() + 2);
    }

    @Test
    void githubCommandsAreOnOneLineEachWorstFirst() {
        assertThat(ReportFormat.GITHUB.render(report()).lines())
                .allMatch((line) -> line.startsWith("::"))
                .first()
                .asString()
                .startsWith("::error file=k8s/a b.yaml,line=");
    }
}
