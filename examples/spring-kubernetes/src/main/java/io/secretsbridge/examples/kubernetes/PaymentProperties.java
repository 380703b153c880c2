package io.secretsbridge.examples.kubernetes;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** The payment provider. The address stands in clear in the sealed file, the key beside it is sealed. */
@ConfigurationProperties("payment")
record PaymentProperties(String url, String apiKey) {

    @Override
    public String toString() {
        return "PaymentProperties[url=" + this.url + "]";
    }
}
