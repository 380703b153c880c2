package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeySettingsTests {

    @Test
    void environmentWhenSettingsComeFromPropertiesIsEmptyWhateverTheProcessHas() {
        KeySettings settings = KeySettings.ofProperties(Map.of("age.identity-files", "/keys")::get);
        assertThat(settings.usesEnvironment()).isFalse();
        assertThat(settings.environment()).isEmpty();
        assertThat(settings.environment("PATH")).isEmpty();
        assertThat(settings.property("age.identity-files")).contains("/keys");
        assertThat(settings.property("age.other")).isEmpty();
    }

    @Test
    void environmentWhenVariableIsEmptyIsAsIfNotSet() {
        KeySettings settings = KeySettings.ofEnvironment(Map.of("SOPS_AGE_KEY", "", "HOME", "/home/ann"));
        assertThat(settings.environment("SOPS_AGE_KEY")).isEmpty();
        assertThat(settings.environment("HOME")).contains("/home/ann");
        assertThat(settings.property("HOME")).isEmpty();
    }

    @Test
    void usesEnvironmentWhenEnvironmentHoldsNothingIsStillTrue() {
        assertThat(KeySettings.ofEnvironment(Map.of()).usesEnvironment()).isTrue();
    }

    @Test
    void withTimeoutsWhenSetKeepsEverythingElse() {
        KeySettings settings = KeySettings.ofEnvironment(Map.of("A", "hunter2"))
                .followingSops()
                .withCallTimeout(Duration.ofSeconds(1))
                .withTotalTimeout(Duration.ofSeconds(2));
        assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.totalTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.followsSops()).isTrue();
        assertThat(settings.environment("A")).contains("hunter2");
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void clientWhenOneIsGivenGoesBeforeThoseOfTheApplication() {
        KeySettings settings = KeySettings.ofEnvironment(Map.of())
                .withClients((type) -> type.equals(String.class) ? "application's" : null);
        assertThat(settings.client(String.class)).contains("application's");
        assertThat(settings.client(Integer.class)).isEmpty();
        assertThat(settings.withClient(String.class, "given").client(String.class))
                .contains("given");
    }
}
