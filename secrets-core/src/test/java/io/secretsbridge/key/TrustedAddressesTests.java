package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedAddressesTests {

    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com:8200, https://vault.example.com:8200/v1/transit/keys/k",
        "https://vault.example.com:8200/, HTTPS://Vault.Example.com:8200",
        "https://Vault.Example.COM, https://vault.example.com",
        "https://vault.example.com., https://vault.example.com./v1",
        "*.vault.azure.net, https://Mine.VAULT.azure.net:443",
        "https://xn--bcher-kva.example, https://XN--bcher-kva.example/v1",
        "https://vault.example.com, https://vault.example.com:/v1",
        "https://vault.example.com, https://vault.example.com:443",
        "vault.example.com, https://vault.example.com",
        "http://127.0.0.1:8200, http://127.0.0.1:8200/v1",
        "https://[::1]:8200, https://[::1]:8200/v1",
        "*.vault.azure.net, https://mine.vault.azure.net/keys/k/1"
    })
    void containWhenAddressIsMeantAllowsIt(String trusted, String address) {
        assertThat(TrustedAddresses.of(List.of("other.example.com", trusted)).contain(URI.create(address)))
                .isTrue();
        assertThat(TrustedAddresses.ALL.contain(URI.create(address))).isTrue();
        assertThat(TrustedAddresses.NONE.contain(URI.create(address))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com:8200, http://vault.example.com:8200",
        "https://vault.example.com:8200, https://vault.example.com",
        "https://vault.example.com, https://vault.example.com.evil.org",
        "https://vault.example.com, https://vault.example.com@evil.org",
        "https://vault.example.com, https://user@vault.example.com",
        "https://vault.example.com, https://evil-vault.example.com",
        "https://vault.example.com:8200, https://vault.example.com.:8200",
        "https://vault.example.com., https://vault.example.com",
        "https://vault.example.com, https://vault.example.com..",
        "https://vault.example.com, https://vault..example.com",
        "https://vault.example.com, https://:8200",
        "https://vault.example.com, https://vault%2Eexample.com",
        "https://vault.example.com, https://user:secret@vault.example.com",
        "https://xn--bcher-kva.example, https://b\u00fccher.example",
        "https://vault.example.com, https://vault.example.com:8443",
        "https://[::1]:8200, https://[0:0:0:0:0:0:0:1]:8200",
        "vault.example.com, ftp://vault.example.com",
        "vault.example.com, /v1/transit",
        "vault.example.com, https:vault.example.com",
        "*.vault.azure.net, https://vault.azure.net",
        "*.vault.azure.net, https://a.b.vault.azure.net",
        "*.vault.azure.net, https://evilvault.azure.net",
        "*.vault.azure.net, https://.vault.azure.net",
        "*.vault.azure.net, https://mine.vault.azure.net.",
        "*.vault.azure.net, https://..vault.azure.net",
        "*.vault.azure.net, https://mine.vault.azure.net.evil.org",
        "*.vault.azure.net, https://mine.vault.azure.net:8443",
        "*.vault.azure.net, http://mine.vault.azure.net"
    })
    void containWhenAddressIsAnotherRefusesIt(String trusted, String address) {
        assertThat(TrustedAddresses.of(List.of(trusted)).contain(URI.create(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.net",
                "*.example.com/path",
                "https://",
                "https://*.example.com",
                "ftp://example.com",
                "https://user:secret@example.com",
                "https://example.com?x",
                "https://example.com..",
                "https://b\u00fccher.example",
                "https://example..com",
                "a b"
            })
    void ofWhenTextIsNoAddressRefusesIt(String text) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> TrustedAddresses.of(List.of(text)));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    }
}
