package io.secretsbridge.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.WrappedKey;
import io.secretsbridge.sops.store.Stores;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code sops} block; written here as JSON, because that is the shortest way to a tree. */
class MetadataCodecTests {

    private static final String AGE = "\"age\": [{\"enc\": \"E\", \"recipient\": \"age1x\"}]";

    private static final String REST =
            ", \"lastmodified\": \"2024-01-01T00:00:00Z\", \"mac\": \"M\", \"version\": \"3.9.0\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"age\": [{\"enc\": \"E\", \"recipient\": \"age1x\"}]",
                "{\"kms\": [{\"arn\": \"a\", \"aws_profile\": \"\", \"context\": {\"b\": \"1\", \"c\": \"2\"}, "
                        + "\"created_at\": \"2020-01-01T00:00:00Z\", \"enc\": \"E\", \"role\": \"r\"}]",
                "{\"azure_kv\": [{\"created_at\": \"c\", \"enc\": \"E\", \"name\": \"n\", \"vault_url\": \"u\", \"version\": \"\"}]",
                "{\"future_kms\": [{\"Address\": \"a\", \"enc\": \"E\"}]",
                "{\"key_groups\": [{\"age\": [], \"hc_vault\": [{\"enc\": \"E\", \"engine_path\": \"p\", \"key_name\": \"k\", "
                        + "\"vault_address\": \"a\"}]}, {\"age\": [{\"enc\": \"E\", \"recipient\": \"age1x\"}], "
                        + "\"hc_vault\": [], \"pgp\": [{\"enc\": \"E\", \"fp\": \"F\"}]}]"
            })
    void writeAfterReadGivesTheSame(String keys) {
        MapNode block = block(keys + REST + "}");
        assertThat(Metadata.read(block, source()).toNode()).isEqualTo(sorted(block));
    }

    @Test
    void writeSortsEveryLevel() {
        MapNode block = block("{\"version\": \"3.9.0\", \"mac\": \"M\", \"lastmodified\": \"2024-01-01T00:00:00Z\", "
                + "\"encrypted_regex\": \"r\", \"mac_only_encrypted\": true, \"shamir_threshold\": 1, "
                + "\"kms\": [{\"enc\": \"E\", \"context\": {\"b\": \"1\", \"a\": \"2\"}, \"arn\": \"x\"}]}");
        MapNode written = Metadata.read(block, source()).toNode();
        assertThat(written.entries())
                .extracting(Entry::key)
                .containsExactly(
                        "encrypted_regex",
                        "kms",
                        "lastmodified",
                        "mac",
                        "mac_only_encrypted",
                        "shamir_threshold",
                        "version");
        assertThat(written.get("kms").toString()).contains("[[arn=", "context=[a=", "b=", "], enc=");
    }

    /** What {@code sops} makes of the entries of its older releases, which lacked fields or had empty ones. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{\"kms\": [{\"arn\": \"a\", \"created_at\": \"c\", \"enc\": \"E\"}]` | `{\"kms\": [{\"arn\": \"a\", "
                        + "\"aws_profile\": \"\", \"created_at\": \"c\", \"enc\": \"E\"}]`",
                "`{\"kms\": [{\"arn\": \"a\", \"aws_profile\": null, \"context\": {}, \"role\": \"\", \"enc\": \"E\"}]` | "
                        + "`{\"kms\": [{\"arn\": \"a\", \"aws_profile\": \"\", \"enc\": \"E\"}]`",
                "`{\"kms\": [{\"arn\": \"a\", \"aws_profile\": \"\", \"context\": {\"a\": 1, \"b\": true}, \"enc\": \"E\"}]` | "
                        + "`{\"kms\": [{\"arn\": \"a\", \"aws_profile\": \"\", \"context\": {\"a\": \"1\", \"b\": \"1\"}, \"enc\": \"E\"}]`",
                "`{\"pgp\": [{\"created_at\": \"c\", \"enc\": \"E\"}]` | "
                        + "`{\"pgp\": [{\"created_at\": \"c\", \"enc\": \"E\", \"fp\": \"\"}]`"
            })
    void writeWhenEntriesAreOldWritesThemAsSopsDoes(String old, String now) {
        assertThat(Metadata.read(block(old + REST + "}"), source()).toNode())
                .isEqualTo(sorted(block(now + REST + "}")));
    }

    @Test
    void readWhenThresholdIsThatOfAnOldIniReadsIt() {
        assertThat(Metadata.read(block("{" + AGE + ", \"shamir_threshold\": \"2.000000\"" + REST + "}"), source())
                        .shamirThreshold())
                .isEqualTo(2);
    }

    @Test
    void readIsLiberal() {
        Metadata metadata = Metadata.read(
                block(
                        "{\"AGE\": {\"Enc\": \"E\", \"RECIPIENT\": \"age1x\"}, \"pgp\": null, \"kms\": [], \"key_groups\": [], "
                                + "\"LastModified\": \"2024-01-01T01:00:00.5+00:00\", \"mac\": \"M\", \"shamir_threshold\": \"2\", "
                                + "\"mac_only_encrypted\": \"true\", \"attention\": \"unknown\", \"version\": 3.9}"),
                source());
        assertThat(metadata.lastModified()).isEqualTo("2024-01-01T01:00:00Z");
        assertThat(metadata.shamirThreshold()).isEqualTo(2);
        assertThat(metadata.macOnlyEncrypted()).isTrue();
        assertThat(metadata.selector()).isEqualTo(Selector.DEFAULT);
        WrappedKey key = metadata.keyGroups().get(0).keys().get(0);
        assertThat(key.masterKey().field("recipient")).isEqualTo("age1x");
        assertThat(key.wrapped()).isEqualTo("E");
        assertThat(key.createdAt()).isNull();
    }

    @Test
    void readKeepsAnOffsetBecauseTheMacDependsOnIt() {
        Metadata metadata =
                Metadata.read(block("{" + AGE + REST.replace("00:00:00Z", "00:00:00.25+02:00") + "}"), source());
        assertThat(metadata.lastModified()).isEqualTo("2024-01-01T00:00:00+02:00");
    }

    @Test
    void readWhenBothGroupedAndNotPrefersTheKeysThatAreNot() {
        Metadata metadata = Metadata.read(
                block("{" + AGE + ", \"key_groups\": [{\"pgp\": [{\"enc\": \"E\"}]}]" + REST + "}"), source());
        assertThat(metadata.keyGroups()).hasSize(1);
        assertThat(metadata.keyGroups().get(0).keys().get(0).masterKey().kind()).isEqualTo("age");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mac\": \"M\", \"lastmodified\": \"2024-01-01T00:00:00Z\"} | names no key",
                "{\"age\": [], \"lastmodified\": \"2024-01-01T00:00:00Z\"} | names no key",
                "{\"age\": \"text\", \"lastmodified\": \"2024-01-01T00:00:00Z\"} | 'age'",
                "{\"age\": [\"text\"], \"lastmodified\": \"2024-01-01T00:00:00Z\"} | 'age'",
                "{\"age\": [{\"enc\": \"E\"}]} | lastmodified",
                "{\"age\": [{\"enc\": \"E\"}], \"lastmodified\": \"yesterday\"} | lastmodified",
                "{\"age\": [{\"enc\": {}}], \"lastmodified\": \"2024-01-01T00:00:00Z\"} | 'enc'",
                "{\"age\": [{\"enc\": \"E\"}], \"lastmodified\": \"2024-01-01T00:00:00Z\", \"mac\": []} | 'mac'",
                "{\"age\": [{\"enc\": \"E\"}], \"lastmodified\": \"2024-01-01T00:00:00Z\", \"shamir_threshold\": \"x\"} | number",
                "{\"age\": [{\"enc\": \"E\"}], \"lastmodified\": \"2024-01-01T00:00:00Z\", \"mac_only_encrypted\": 7} | true",
                "{\"age\": [{\"enc\": \"E\"}], \"lastmodified\": \"2024-01-01T00:00:00Z\", \"encrypted_suffix\": \"a\", "
                        + "\"encrypted_regex\": \"b\"} | both encrypted_suffix and encrypted_regex"
            })
    void readWhenBlockIsBrokenSaysWhat(String json, String problem) {
        MapNode block = block(json);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> Metadata.read(block, source()))
                .withMessageStartingWith("test:1:")
                .withMessageContaining(problem)
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MALFORMED));
    }

    @ParameterizedTest
    @CsvSource({
        "3.9.4, 3.13.3, 3.13.3",
        "3.13.3, 3.13.3, 3.13.3",
        "3.14.0, 3.13.3, 3.14.0",
        "4.0.0-rc1, 3.13.3, 4.0.0-rc1",
        "unreleased, 3.13.3, 3.13.3"
    })
    void newerVersionWins(String one, String other, String newer) {
        assertThat(Version.newer(one, other)).isEqualTo(newer);
    }

    private static MapNode sorted(MapNode block) {
        return new MapNode(
                block.entries().stream()
                        .sorted(java.util.Comparator.comparing(Entry::key))
                        .toList(),
                block.position());
    }

    private static MapNode block(String json) {
        return Stores.of(Format.JSON)
                .readPlain(Source.of("test", json.getBytes(StandardCharsets.UTF_8)))
                .get(0);
    }

    private static Source source() {
        return Source.of("test", new byte[0]);
    }
}
