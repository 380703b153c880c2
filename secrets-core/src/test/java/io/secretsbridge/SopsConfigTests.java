package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.sops.CreationRule;
import io.secretsbridge.sops.DestinationRule;
import io.secretsbridge.sops.DestinationRules;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code .sops.yaml}: where it is found, and which rule applies. */
class SopsConfigTests {

    private static final String FIRST = Fixtures.recipient("first");

    private static final String SECOND = Fixtures.recipient("second");

    private static final String THIRD = Fixtures.recipient("third");

    private final KeyRing keyRing = KeyRing.create(Fixtures.keys("first"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        this.keyRing.close();
    }

    @Test
    void findGoesUpFromTheDirectory() throws IOException {
        Path deep = Files.createDirectories(this.directory.resolve("a/b/c"));
        Path file = write("");
        assertThat(SopsConfig.find(deep)).contains(file);
        Path nearer = Files.writeString(this.directory.resolve("a/.sops.yaml"), "");
        assertThat(SopsConfig.find(deep)).contains(nearer);
        assertThat(SopsConfig.find(this.directory)).contains(file);
    }

    @Test
    void findMistakenFindsTheWrongName() throws IOException {
        Path wrong = Files.writeString(this.directory.resolve(".sops.yml"), "");
        assertThat(SopsConfig.findMistaken(this.directory)).contains(wrong);
    }

    @ParameterizedTest
    @CsvSource({
        "prod/db.yaml, encrypted_regex",
        "prod/deep/x.yaml, encrypted_regex",
        "dev.yaml, encrypted_suffix",
        "anything.else, default"
    })
    void findWhenSeveralRulesMatchTakesTheFirst(String file, String kind) throws IOException {
        SopsConfig config = SopsConfig.read(write("""
                creation_rules:
                  - path_regex: ^prod/.*\\.yaml$
                    encrypted_regex: ^data$
                    age: %s
                  - path_regex: \\.yaml$
                    encrypted_suffix: _secret
                    age: %s
                  - age: %s
                """.formatted(FIRST, FIRST, FIRST)));
        assertThat(rule(config, file).selector().kind().word()).isEqualTo(kind);
    }

    @Test
    void findWhenNoRuleMatchesIsRefused() throws IOException {
        SopsConfig config = SopsConfig.read(write("creation_rules:\n  - path_regex: ^prod/\n"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rule(config, "dev.yaml"))
                .withMessageContaining("no matching creation rules found")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NO_MATCHING_RULE));
    }

    @ParameterizedTest
    @CsvSource({"''", "'creation_rules:'", "'stores: {}'", "'# nothing'", "'---'", "'destination_rules: []'"})
    void findWhenThereAreNoRulesIsEmpty(String text) throws IOException {
        SopsConfig config = SopsConfig.read(write(text));
        assertThat(config.creationRules().find(this.directory.resolve("x"))).isEmpty();
    }

    /** Rules that are there, and none of them. */
    @Test
    void findWhenListOfRulesIsEmptyIsRefused() throws IOException {
        SopsConfig config = SopsConfig.read(write("creation_rules: []\n"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rule(config, "x"))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NO_MATCHING_RULE));
    }

    @Test
    void keyGroupsWhenFlatReadsCommasAndLists() throws IOException {
        SopsConfig commas =
                SopsConfig.read(write("creation_rules:\n  - age: >-\n      %s,\n      %s,\n".formatted(FIRST, SECOND)));
        assertThat(recipients(rule(commas, "x"))).containsExactly(List.of(FIRST, SECOND));
        for (String list : List.of("[%s, %s]", "['%s,%s']", "['%s', ' %s , ']")) {
            SopsConfig config =
                    SopsConfig.read(write(("creation_rules:\n  - age: " + list + "\n").formatted(FIRST, SECOND)));
            assertThat(recipients(rule(config, "x"))).containsExactly(List.of(FIRST, SECOND));
        }
    }

    @Test
    void keyGroupsWhenGroupedMergesAndLeavesOutDoubles() throws IOException {
        SopsConfig config = SopsConfig.read(write("""
                creation_rules:
                  - shamir_threshold: 2
                    mac_only_encrypted: true
                    unencrypted_regex: ^meta$
                    key_groups:
                      - merge:
                          - age: ["%1$s"]
                        age: ["%2$s", "%1$s"]
                      - age: ["%3$s"]
                """.formatted(FIRST, SECOND, THIRD)));
        CreationRule rule = rule(config, "x");
        assertThat(recipients(rule)).containsExactly(List.of(FIRST, SECOND), List.of(THIRD));
        SealRequest request = rule.toRequest(this.keyRing);
        assertThat(request.shamirThreshold()).isEqualTo(2);
        assertThat(request.macOnlyEncrypted()).isTrue();
        assertThat(request.selector()).isEqualTo(new Selector(Selector.Kind.UNENCRYPTED_REGEX, "^meta$"));
    }

    @Test
    void keyGroupsWhenRuleHasMergeKeyUsesIt() throws IOException {
        SopsConfig config = SopsConfig.read(write("""
                shared: &shared
                  age: %s
                  encrypted_regex: ^data$
                creation_rules:
                  - <<: *shared
                    path_regex: x
                """.formatted(FIRST)));
        assertThat(recipients(rule(config, "x"))).containsExactly(List.of(FIRST));
        assertThat(rule(config, "x").selector().kind()).isEqualTo(Selector.Kind.ENCRYPTED_REGEX);
    }

    @Test
    void keyGroupsWhenKindHasNoProviderNamesTheLine() throws IOException {
        SopsConfig config = SopsConfig.read(write(
                "creation_rules:\n  - path_regex: x\n    gcp_kms: projects/p/locations/l/keyRings/r/cryptoKeys/k\n"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rule(config, "x").keyGroups(this.keyRing))
                .withMessageContaining(".sops.yaml:3:")
                .withMessageContaining("gcp_kms");
    }

    @Test
    void keyGroupsWhenRecipientIsWrongNamesTheLine() throws IOException {
        SopsConfig config = SopsConfig.read(write("creation_rules:\n  - path_regex: x\n    age: age1nonsense\n"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rule(config, "x").keyGroups(this.keyRing))
                .withMessageContaining(".sops.yaml:3:")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{encrypted_suffix: a, unencrypted_suffix: b} | only one selector",
                "{path_regex: '('} | path_regex",
                "{path_regex: [a]} | path_regex",
                "{path_regex: '(?=x)'} | path_regex",
                "{path_regex: '((a{100}){100}){100}'} | invalid repeat count",
                "just text | not a map"
            })
    void findWhenRuleIsWrongNamesTheLine(String rule, String problem) throws IOException {
        Path file = write("creation_rules:\n  - " + rule + "\n");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rule(SopsConfig.read(file), "x"))
                .withMessageContaining(".sops.yaml:2:")
                .withMessageContaining(problem)
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    }

    /** As in {@code sops}, types count in every rule, also in one that applies to no file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shamir_threshold: two | is not a whole number",
                "shamir_threshold: \"2\" | is not a whole number",
                "shamir_threshold: 1.5 | is not a whole number",
                "mac_only_encrypted: 1 | neither true nor false",
                "encrypted_regex: [x] | is not a string",
                "encrypted_comment_regex: {} | is not a string",
                "aws_profile: [x] | is not a string",
                "key_groups: x | is not a list",
                "key_groups: [x] | not a map",
                "key_groups: [{age: x}] | is not a list",
                "key_groups: [{merge: [{pgp: x}]}] | is not a list",
                "key_groups: [{kms: [x]}] | not a map",
                "key_groups: [{kms: [{arn: [x]}]}] | is not a string",
                "key_groups: [{azure_keyvault: {}}] | is not a list",
                "key_groups: [{gcp_kms: [{resource_id: []}]}] | is not a string"
            })
    void readWhenFieldOfARuleHasTheWrongTypeNamesTheLine(String field, String problem) throws IOException {
        Path file = write("creation_rules:\n  - age: %s\n  - path_regex: none\n    %s\n".formatted(FIRST, field));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> SopsConfig.read(file))
                .withMessageContaining(".sops.yaml:4:")
                .withMessageContaining(problem)
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    }

    @ParameterizedTest
    @CsvSource({"creation_rules: {}", "creation_rules: x", "stores: []", "stores: {yaml: 4}", "destination_rules: {}"})
    void readWhenTopLevelFieldHasTheWrongTypeNamesTheLine(String field) throws IOException {
        Path file = write("# first\n" + field + "\n");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> SopsConfig.read(file))
                .withMessageContaining(".sops.yaml:2:")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "yes, true", "'\"On\"', true", "Y, true", "false, false", "no, false", "~, false"})
    void macOnlyEncryptedWhenWordOfYaml11IsABoolean(String text, boolean expected) throws IOException {
        SopsConfig config = SopsConfig.read(write("creation_rules:\n  - mac_only_encrypted: " + text + "\n"));
        assertThat(rule(config, "x").macOnlyEncrypted()).isEqualTo(expected);
    }

    @Test
    void shamirThresholdWhenWholeFloatIsTaken() throws IOException {
        SopsConfig config = SopsConfig.read(write("creation_rules:\n  - shamir_threshold: 2.0\n"));
        assertThat(rule(config, "x").shamirThreshold()).isEqualTo(2);
    }

    @Test
    void keyGroupsWhenKeyIsNoStringIsRefused() throws IOException {
        SopsConfig config = SopsConfig.read(write("creation_rules:\n  - pgp:\n      - 1234567890\n"));
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rule(config, "x").keyGroups(this.keyRing))
                .withMessageContaining(".sops.yaml:3:")
                .withMessageContaining("put it in quotes");
    }

    @ParameterizedTest
    @CsvSource({
        "s3/x.yaml, s3://bucket/pre/fix",
        "gcs/x.yaml, gcs://other/",
        "vault/x.yaml, vault:https://vault.example.org/v1/secret/team",
        "kv/x.yaml, vault:/v1/kv/team"
    })
    void destinationRulesSayWhereAFileGoes(String path, String destination) throws IOException {
        DestinationRule rule = destinations("""
                destination_rules:
                  - path_regex: ^s3/
                    s3_bucket: bucket
                    s3_prefix: pre/fix
                  - path_regex: ^gcs/
                    gcs_bucket: other
                  - path_regex: ^vault/
                    vault_address: https://vault.example.org
                    vault_path: team
                  - vault_kv_mount_name: kv
                    vault_kv_version: 1
                    vault_path: team
                    omit_extensions: true
                    recreation_rule:
                      encrypted_suffix: _secret
                """).find(path);
        assertThat(rule.destination()).map(Object::toString).contains(destination);
        assertThat(rule.omitsExtensions()).isEqualTo(path.startsWith("kv"));
        assertThat(rule.recreationRule().selector().kind())
                .isEqualTo(path.startsWith("kv") ? Selector.Kind.ENCRYPTED_SUFFIX : Selector.Kind.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{s3_bucket: a, gcs_bucket: b} | more than one destination",
                "{path_regex: '(', s3_bucket: a} | path_regex",
                "{path_regex: none} | no matching destination"
            })
    void destinationRulesWhenWrongAreRefused(String rule, String problem) throws IOException {
        DestinationRules rules = destinations("destination_rules: [" + rule + "]\n");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> rules.find("x.yaml"))
                .withMessageContaining(problem);
    }

    private DestinationRules destinations(String text) throws IOException {
        return SopsConfig.read(write(text)).destinationRules();
    }

    @Test
    void storeOptionsReadIndents() throws IOException {
        assertThat(SopsConfig.read(write("creation_rules: []\n")).storeOptions())
                .isEqualTo(StoreOptions.DEFAULT);
        SopsConfig config = SopsConfig.read(
                write("stores:\n  yaml: {indent: 2}\n  json: {indent: 0}\n  json_binary: {indent: 3}\n  dotenv: {}\n"));
        assertThat(config.storeOptions()).isEqualTo(new StoreOptions(2, 0, 3));
    }

    @Test
    void storeOptionsWhenIndentIsNoNumberNamesTheLine() throws IOException {
        Path file = write("stores:\n  yaml:\n    indent: two\n");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> SopsConfig.read(file))
                .withMessageContaining(".sops.yaml:3:")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    }

    private CreationRule rule(SopsConfig config, String file) {
        return config.creationRules().find(this.directory.resolve(file)).orElseThrow();
    }

    private List<List<String>> recipients(CreationRule rule) {
        return rule.keyGroups(this.keyRing).stream()
                .map((group) -> group.stream()
                        .map((MasterKey key) -> key.field("recipient"))
                        .toList())
                .toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(this.directory.resolve(".sops.yaml"), text);
    }
}
