package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceClientsTests {

    private final List<String> closed = new ArrayList<>();

    private final ServiceClients<Integer, String> clients = new ServiceClients<>("Some KMS", this.closed::add);

    @Test
    void getWhenAskedAgainGivesTheSameClient() {
        assertThat(this.clients.get(1, () -> "first")).isEqualTo("first");
        assertThat(this.clients.get(1, () -> "second")).isEqualTo("first");
    }

    @Test
    void getWhenThereWouldBeTooManyIsRefusedAndMakesNone() {
        for (int i = 0; i < ServiceClients.LIMIT; i++) {
            this.clients.get(i, () -> "client");
        }
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.clients.get(-1, () -> {
                    throw new AssertionError("one was made");
                }))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                .withMessageContaining("Some KMS");
        assertThat(this.clients.get(0, () -> "another")).isEqualTo("client");
    }

    @Test
    void closeWhenCalledClosesEachOnce() {
        this.clients.get(1, () -> "a");
        this.clients.get(2, () -> "b");
        this.clients.close();
        this.clients.close();
        assertThat(this.closed).containsExactlyInAnyOrder("a", "b");
    }
}
