package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SecretValueTests {

    @Property
    void exposeGivesWhatWentIn(@ForAll byte[] bytes) {
        assertThat(SecretValue.copyOf(bytes).exposeBytes()).isEqualTo(bytes);
        assertThat(SecretValue.copyOf(bytes)).isEqualTo(SecretValue.owning(bytes.clone()));
    }

    @Test
    void exposeStringWhenUtf8DecodesIt() {
        SecretValue value = secret("żółć \uD83D\uDD11");
        assertThat(value.exposeString()).isEqualTo("żółć \uD83D\uDD11");
        assertThat(value.exposeChars()).isEqualTo("żółć \uD83D\uDD11".toCharArray());
        assertThat(value.length()).isEqualTo(13);
    }

    @Test
    void exposeStringWhenNotUtf8IsRefused() {
        SecretValue value = SecretValue.copyOf(new byte[] {(byte) 0xC3, 0x28});
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(value::exposeString)
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(SecretsException.Reason.NOT_EXPRESSIBLE));
        assertThat(value.exposeBytes()).hasSize(2);
    }

    @Test
    void closeWipesOwnedBytesAndRefusesToExpose() {
        byte[] bytes = {1, 2, 3};
        SecretValue value = SecretValue.owning(bytes);
        value.close();
        value.close();
        assertThat(bytes).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(value::exposeBytes);
        assertThatIllegalStateException().isThrownBy(value::exposeChars);
        assertThatIllegalStateException().isThrownBy(value::exposeString);
    }

    @Test
    void copyOfKeepsItsOwnBytes() {
        byte[] bytes = {1, 2, 3};
        SecretValue value = SecretValue.copyOf(bytes);
        value.close();
        assertThat(bytes).containsExactly(1, 2, 3);
    }

    @Test
    void equalsWhenClosedIsNoOther() {
        SecretValue one = SecretValue.copyOf(new byte[3]);
        SecretValue other = SecretValue.copyOf(new byte[3]);
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(secret("abc"));
        one.close();
        assertThat(one).isNotEqualTo(other);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void toStringShowsNothing() {
        assertThat(secret("hunter2").toString()).doesNotContain("hunter2");
        assertThat(String.valueOf(secret("a")).length())
                .isEqualTo(String.valueOf(secret("abcdef")).length());
    }

    private static SecretValue secret(String text) {
        return SecretValue.owning(text.getBytes(StandardCharsets.UTF_8));
    }
}
