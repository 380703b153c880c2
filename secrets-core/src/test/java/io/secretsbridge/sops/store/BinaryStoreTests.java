package io.secretsbridge.sops.store;

import static io.secretsbridge.sops.store.StoreTesting.entry;
import static io.secretsbridge.sops.store.StoreTesting.integer;
import static io.secretsbridge.sops.store.StoreTesting.refused;
import static io.secretsbridge.sops.store.StoreTesting.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryStoreTests {

    private final Store store = Stores.of(Format.BINARY);

    @Test
    void readPlainWhenAnyBytesReadsOneStringAndWritesItBack() {
        byte[] bytes = new byte[256];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) index;
        }
        List<MapNode> branches = this.store.readPlain(source(bytes));
        assertThat(branches).hasSize(1);
        assertThat(branches.get(0).entries()).extracting(MapNode.Entry::key).containsExactly("data");
        assertThat(((ValueNode) branches.get(0).entries().get(0).value()).type())
                .isEqualTo(ValueNode.Type.STRING);
        assertThat(this.store.writePlain(branches)).isEqualTo(bytes);
    }

    @Test
    void readPlainWhenEmptyReadsAnEmptyString() {
        assertThat(this.store.readPlain(source(""))).containsExactly(MapNode.of(entry("data", "")));
    }

    @Test
    void writePlainWhenNoStringDataIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writePlain(List.of(MapNode.EMPTY)));
        refused(
                Reason.NOT_EXPRESSIBLE,
                "[\"data\"]",
                () -> this.store.writePlain(List.of(MapNode.of(entry("data", integer(1))))));
    }

    @Test
    void writePlainWhenOtherKeysBesideDataIsRefusedRatherThanLosingThem() {
        refused(
                Reason.NOT_EXPRESSIBLE,
                "",
                () -> this.store.writePlain(List.of(MapNode.of(entry("data", "a"), entry("more", "b")))));
    }

    @Test
    void writeValueWhenStringWritesItRaw() {
        assertThat(this.store.writeValue(ValueNode.string("a\n"))).asString().isEqualTo("a\n");
    }

    @Test
    void writeValueWhenNoStringIsRefused() {
        refused(Reason.NOT_EXPRESSIBLE, "", () -> this.store.writeValue(integer(1)));
    }

    @Test
    void readWhenNotJsonIsRefused() {
        refused(Reason.MALFORMED, "file:1:1", () -> this.store.read(source("plain text")));
    }

    @Test
    void readWhenJsonWithoutBlockIsNotSealed() {
        refused(Reason.NOT_SEALED, "file", () -> this.store.read(source("{\"data\":\"x\"}")));
    }

    @Test
    void ofWhenIndentIsOutOfRangeIsRefused() {
        refused(Reason.INVALID_ARGUMENT, "", () -> Stores.of(Format.BINARY, new StoreOptions(0, -1, -2)));
    }
}
