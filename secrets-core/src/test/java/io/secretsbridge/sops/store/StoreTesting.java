package io.secretsbridge.sops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Node;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of all stores need. */
final class StoreTesting {

    private StoreTesting() {}

    static Source source(String text) {
        return source(text.getBytes(StandardCharsets.UTF_8));
    }

    static Source source(byte[] bytes) {
        return Source.of("file", bytes);
    }

    static MapNode readOne(Store store, String text) {
        List<MapNode> branches = store.readPlain(source(text));
        assertThat(branches).hasSize(1);
        return branches.get(0);
    }

    static String write(Store store, MapNode branch) {
        return new String(store.writePlain(List.of(branch)), StandardCharsets.UTF_8);
    }

    static MapNode.Entry entry(String key, Node value) {
        return new MapNode.Entry(key, value);
    }

    static MapNode.Entry entry(String key, String value) {
        return new MapNode.Entry(key, ValueNode.string(value));
    }

    static ValueNode integer(long number) {
        return ValueNode.integer(number, Position.NONE);
    }

    static ValueNode floating(double number) {
        return ValueNode.floating(number, Position.NONE);
    }

    static ValueNode bool(boolean value) {
        return ValueNode.bool(value, Position.NONE);
    }

    static ValueNode nothing() {
        return ValueNode.nullValue(Position.NONE);
    }

    static SecretsException refused(Reason reason, String place, ThrowingCallable call) {
        SecretsException[] thrown = new SecretsException[1];
        assertThatExceptionOfType(SecretsException.class).isThrownBy(call).satisfies((ex) -> {
            assertThat(ex.reason()).isEqualTo(reason);
            assertThat(ex.location().toString()).isEqualTo(place);
            assertThat(ex.problem()).isNotBlank();
            thrown[0] = ex;
        });
        return thrown[0];
    }
}
