package io.secretsbridge.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultKeyTests {

    /** Expected is what sops 3.13.3 writes for the URI. */
    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com:8200/v1/transit/keys/app, https://vault.example.com:8200, transit, app",
        "https://vault.example.com/v1/team/a/transit/keys/app-1.x_y, https://vault.example.com, team/a/transit, app-1.x_y",
        "http://127.0.0.1:8200/v1/transit/keys/app/, http://127.0.0.1:8200, transit, app",
        "https://[::1]:8200/v2/transit/keys/app, https://[::1]:8200, transit, app"
    })
    void parseWhenUriIsValidGivesTheFieldsOfSops(String uri, String address, String engine, String name) {
        VaultKey key = VaultKey.parse(uri);
        assertThat(key).isEqualTo(new VaultKey(address, engine, name));
        assertThat(VaultKey.of(key.toMasterKey())).isEqualTo(key);
        assertThat(new VaultProvider().describe(key.toMasterKey()))
                .isEqualTo(address + "/v1/" + engine + "/keys/" + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault.example.com/v1/transit/keys/app",
                "https:///v1/transit/keys/app",
                "ftp://vault.example.com/v1/transit/keys/app",
                "https://user:secret@vault.example.com/v1/transit/keys/app",
                "https://vault.example.com/transit/keys/app",
                "https://vault.example.com/v1/keys/app",
                "https://vault.example.com/prefix/v1/transit/keys/app",
                "https://vault.example.com/v1/transit/keys/app?x=y",
                "https://vault.example.com/v1/transit/keys/app#x",
                "https://vault.example.com/v1/transit/keys/a%2Fb",
                "https://vault.example.com/v1/../keys/app",
                "https://vault.example.com/v1/transit/keys/.."
            })
    void parseWhenUriIsNoneOfATransitKeyRefusesIt(String uri) {
        assertThat(catchThrowableOfType(SecretsException.class, () -> VaultKey.parse(uri)))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY))
                .hasMessageNotContaining("secret");
    }

    private static MasterKey key(String address, String engine, String name) {
        return new MasterKey(
                "hc_vault",
                MapNode.of(
                        new Entry("vault_address", ValueNode.string(address)),
                        new Entry("engine_path", ValueNode.string(engine)),
                        new Entry("key_name", ValueNode.string(name))));
    }

    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com, transit, ../../auth/token/revoke-self",
        "https://vault.example.com, transit, ..",
        "https://vault.example.com, ../sys, app",
        "https://vault.example.com, transit//x, app",
        "https://vault.example.com, transit?x, app",
        "https://vault.example.com, transit%2f.., app",
        "https://vault.example.com, '', app",
        "https://vault.example.com, transit, ''",
        "https://vault.example.com/prefix, transit, app",
        "https://evil.org#@vault.example.com, transit, app",
        "https://user@vault.example.com, transit, app",
        "vault.example.com, transit, app",
        "'', transit, app"
    })
    void ofWhenFieldsOfAFileLeadElsewhereRefusesThem(String address, String engine, String name) {
        assertThat(catchThrowableOfType(SecretsException.class, () -> VaultKey.of(key(address, engine, name)))
                        .reason())
                .isEqualTo(Reason.INVALID_KEY);
    }

    @ParameterizedTest
    @CsvSource({"https://vault.example.com/, transit/", "https://vault.example.com, /transit"})
    void ofWhenFieldsHaveSlashesAtTheirEndsIgnoresThem(String address, String engine) {
        assertThat(VaultKey.of(key(address, engine, "app")))
                .isEqualTo(new VaultKey("https://vault.example.com", "transit", "app"));
    }
}
