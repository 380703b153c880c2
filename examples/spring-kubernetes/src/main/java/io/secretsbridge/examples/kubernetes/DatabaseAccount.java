package io.secretsbridge.examples.kubernetes;

import io.secretsbridge.spring.OnSecretRotated;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The database account in use. A Secret that changes in the cluster is taken over while the application runs. A HikariCP pool would need
 * none of this: the starter gives it new credentials by itself.
 */
@Component
class DatabaseAccount {

    private final Environment environment;

    private volatile DatabaseProperties current;

    DatabaseAccount(Environment environment, DatabaseProperties atStart) {
        this.environment = environment;
        this.current = atStart;
    }

    @OnSecretRotated("database.*")
    void takeOver() {
        this.current = Binder.get(this.environment)
                .bind("database", DatabaseProperties.class)
                .get();
    }

    DatabaseProperties current() {
        return this.current;
    }
}
