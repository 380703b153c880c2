package org.springframework.cloud.kubernetes.commons.config;

import java.util.Map;
import org.springframework.core.env.MapPropertySource;

/** Has the name of the class of Spring Cloud Kubernetes, which is all that is looked at. */
public class SecretsPropertySource extends MapPropertySource {

    public SecretsPropertySource(Map<String, Object> source) {
        super("secrets", source);
    }
}
