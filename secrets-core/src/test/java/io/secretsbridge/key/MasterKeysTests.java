package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys by group, and the names of those that nothing here serves. */
class MasterKeysTests {

    private static final TestProvider PROVIDER = new TestProvider("test");

    private static MasterKey key(String name) {
        return PROVIDER.parse(name);
    }

    private static MasterKeys keys(int threshold) {
        return new MasterKeys(List.of(List.of(key("a"), key("b")), List.of(key("b"))), threshold);
    }

    @Test
    void plusAddsToTheFirstGroupAndMinusTakesFromAll() {
        MasterKeys changed = keys(2).plus(List.of(key("c"))).minus((key) -> key.equals(key("b")));
        assertThat(changed.groups()).containsExactly(List.of(key("a"), key("c")), List.of());
        assertThat(changed.threshold()).isEqualTo(2);
    }

    @Test
    void plusGroupAndMinusGroupKeepTheOrder() {
        MasterKeys three = keys(2).plusGroup(List.of(key("c")));
        assertThat(three.groups()).hasSize(3);
        assertThat(three.minusGroup(1).groups()).containsExactly(List.of(key("a"), key("b")), List.of(key("c")));
    }

    @ParameterizedTest
    @CsvSource({"2, 0, impossible to satisfy", "0, 2, no key group 2", "0, -1, no key group -1"})
    void minusGroupWhenTooFewWouldBeLeftOrThereIsNoneIsRefused(int threshold, int index, String problem) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> keys(threshold).minusGroup(index))
                .withMessageContaining(problem)
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    }

    @Test
    void minusGroupWhenItIsTheOnlyOneIsRefused() {
        MasterKeys one = keys(1).minusGroup(0);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> one.minusGroup(0))
                .withMessageContaining("only key group");
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "2, 2"})
    void writtenThresholdWhenThereAreGroupsIsNeverZero(int threshold, int written) {
        assertThat(keys(threshold).writtenThreshold()).isEqualTo(written);
        assertThat(keys(0).minusGroup(0).writtenThreshold()).isZero();
    }

    @Test
    void changesCompareGroupByGroup() {
        MasterKeys after = new MasterKeys(List.of(List.of(key("c"), key("a"))), 0);
        try (KeyRing keyRing = ring()) {
            assertThat(keyRing.changes(keys(2), after))
                    .containsExactly(
                            new GroupChange(List.of("a"), List.of("c"), List.of("b")),
                            new GroupChange(List.of(), List.of(), List.of("b")));
            assertThat(keyRing.changes(after, after)).noneMatch(GroupChange::isChange);
        }
    }

    @Test
    void servesWhenProviderIsThere() {
        try (KeyRing keyRing = ring()) {
            assertThat(keyRing.serves("test")).isTrue();
            assertThat(keyRing.serves("kms")).isFalse();
        }
    }

    /** The forms of {@code sops updatekeys}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kms ; arn=x ; x",
                "kms ; arn=x, role=r ; x+r",
                "kms ; arn=x, role=r, aws_profile=p ; x+r||p",
                "gcp_kms ; resource_id=projects/p ; projects/p",
                "azure_kv ; vault_url=https://v, name=n, version=1 ; https://v/keys/n/1",
                "hc_vault ; vault_address=https://v, engine_path=e, key_name=k ; https://v/v1/e/keys/k",
                "pgp ; fp=ABCD ; ABCD",
                "other ; x=1, y=2 ; 1 2"
            })
    void describeWhenNoProviderIsThereNamesTheKeyAsSopsDoes(String kind, String fields, String name) {
        List<Entry> entries = List.of(fields.split(", ")).stream()
                .map((field) -> field.split("="))
                .map((field) -> new Entry(field[0], ValueNode.string(field[1])))
                .toList();
        try (KeyRing keyRing = ring()) {
            assertThat(keyRing.describe(new MasterKey(kind, MapNode.of(entries.toArray(new Entry[0])))))
                    .isEqualTo(name);
        }
    }

    @Test
    void describeWhenAwsKeyHasContextSortsIt() {
        MapNode context = MapNode.of(new Entry("b", ValueNode.string("2")), new Entry("a", ValueNode.string("1")));
        MasterKey key = new MasterKey(
                "kms", MapNode.of(new Entry("arn", ValueNode.string("x")), new Entry("context", context)));
        try (KeyRing keyRing = ring()) {
            assertThat(keyRing.describe(key)).isEqualTo("x|a:1,b:2");
        }
    }

    private static KeyRing ring() {
        return KeyRing.create(KeySettings.ofEnvironment(Map.of()), List.of(PROVIDER));
    }
}
