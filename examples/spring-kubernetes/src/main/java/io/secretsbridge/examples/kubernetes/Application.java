package io.secretsbridge.examples.kubernetes;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The application. Nothing in it knows where its secrets come from: {@code application.yaml} does. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Application {

    /**
     * Starts the application.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }
}
