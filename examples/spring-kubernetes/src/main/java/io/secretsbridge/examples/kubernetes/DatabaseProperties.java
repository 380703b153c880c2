package io.secretsbridge.examples.kubernetes;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** The database account. Its two files come from the mounted directory. */
@ConfigurationProperties("database")
record DatabaseProperties(String username, String password) {

    @Override
    public String toString() {
        return "DatabaseProperties[username=" + this.username + "]";
    }
}
