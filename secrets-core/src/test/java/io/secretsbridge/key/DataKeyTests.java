package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class DataKeyTests {

    @Test
    void generateWhenRepeatedGivesDifferentKeysOf32Bytes() {
        assertThat(DataKey.generate().length()).isEqualTo(32);
        assertThat(DataKey.generate()).isNotEqualTo(DataKey.generate());
    }

    @Test
    void copyOfWhenBytesChangeLaterKeepsItsOwn() {
        byte[] bytes = {1, 2, 3};
        DataKey key = DataKey.copyOf(bytes);
        bytes[0] = 9;
        key.exposeBytes()[1] = 9;
        assertThat(key.exposeBytes()).containsExactly(1, 2, 3);
        assertThat(key).isEqualTo(DataKey.copyOf(new byte[] {1, 2, 3})).isNotEqualTo(DataKey.copyOf(bytes));
    }

    @Test
    void exposeBytesWhenClosedRefuses() {
        DataKey key = DataKey.generate();
        key.close();
        key.close();
        assertThatIllegalStateException().isThrownBy(key::exposeBytes);
    }

    @Test
    void hashCodeWhenKeysDifferTellsNothing() {
        assertThat(DataKey.generate()).hasSameHashCodeAs(DataKey.generate());
    }
}
