package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.secretsbridge.SecretValue;
import io.secretsbridge.sops.Format;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts applications that hold secrets which occur nowhere else, lets them do and fail at all sorts of things, asks everything that
 * can be asked, and looks for the secrets in all that comes out.
 */
@Timeout(600)
@ExtendWith(OutputCaptureExtension.class)
class NothingLeaksTests {

    private static final String SEALED = "Qz7kW3xR9mB2";

    private static final String LISTED = "Hv5pL8nT4cY6";

    private static final String BINARY = "Jd2gS9wF7bK3";

    private static final String MOUNTED = "Zt6rN4vX8hM5";

    private static final String ROTATED = "Gc3yP7kD5wQ9";

    private static final String REFUSED = "Bn8sV2jH6xT4";

    private static final String NUMBER = "918273645";

    private static final String[] ALL = {SEALED, LISTED, BINARY, MOUNTED, ROTATED, REFUSED, NUMBER};

    /** Characters that are written otherwise in JSON, in URLs and in HTML stand around each. */
    private static String text(String secret) {
        return "p+/=&<" + secret + ">\\%";
    }

    @TempDir
    private Path directory;

    private Path mount;

    private KubeletVolume volume;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        this.mount = this.directory.resolve("mount");
        this.volume = new KubeletVolume(this.mount);
        this.application = new TestApplication(this.directory.resolve("app"));
    }

    @Test
    void runWhenAllIsAskedAndSecretsRotateShowsNone(CapturedOutput output) throws Exception {
        mount(MOUNTED);
        this.application
                .withSource(Beans.class)
                .seal(
                        "secrets.yaml",
                        "sealed:",
                        "  text: '" + text(SEALED) + "'",
                        "  number: " + NUMBER,
                        "  list: ['" + text(LISTED) + "']",
                        "  map: {some.key: '" + text(LISTED) + "'}",
                        "  value: '" + text(SEALED) + "'")
                .seal("keystore.bin", Format.BINARY, ("\0\u00ff" + BINARY).getBytes(StandardCharsets.ISO_8859_1))
                .imports("sops:secrets.yaml", "sops:keystore.bin", "mounted:" + this.mount);
        StringBuilder answers = new StringBuilder();
        try (ConfigurableApplicationContext context = this.application
                .builder()
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--debug=true",
                        "--logging.level.root=debug",
                        "--logging.level.org.springframework.boot=trace",
                        "--spring.jmx.enabled=true",
                        "--management.endpoints.web.exposure.include=*",
                        "--management.endpoints.jmx.exposure.include=*",
                        "--management.endpoint.env.show-values=always",
                        "--management.endpoint.configprops.show-values=always",
                        "--management.endpoint.health.show-details=always",
                        "--secrets-bridge.rotation.debounce=20ms",
                        "--plain.copy=${sealed.text}",
                        "--plain.url=jdbc:x://user:${mounted.text}@host",
                        "--plain.number=${sealed.number}",
                        "--plain.visible=visible")) {
            String base = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
            ask(context, base, answers);
            assertThat(answers).contains("visible", "sealed.text", "mounted.text", "secretRotation", "******");
            mount(ROTATED);
            Eventually.holds(() -> context.getBean(Hook.class).called);
            ask(context, base, answers);
            spoil();
            Eventually.holds(() -> get(base + "/actuator/health/secretRotation").contains("refused"));
            ask(context, base, answers);
            context.getBeansOfType(Object.class).values().stream()
                    .filter((bean) -> bean.getClass().getName().startsWith("io.secretsbridge."))
                    .filter((bean) -> !bean.getClass().getName().contains("Tests"))
                    .forEach(answers::append);
            context.getEnvironment().getPropertySources().forEach(answers::append);
        }
        assertThat(output).contains("Rotated [mounted.text]", "cannot be used; its last secrets are kept", "DEBUG");
        Traces.assertNone("An endpoint", answers.toString(), ALL);
        Traces.assertNone("The output", output.toString(), ALL);
    }

    private void mount(String secret) {
        this.volume.write("mounted.text", text(secret));
    }

    /** Values that were sealed and do not open any more. */
    private void spoil() throws IOException {
        this.application.seal(
                "broken.json", "{\"mounted\": {\"text\": \"" + REFUSED + "\", \"more\": \"" + REFUSED + "\"}}");
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("mounted.text", text(REFUSED).getBytes(StandardCharsets.UTF_8));
        files.put(
                "broken.json",
                this.application
                        .read("broken.json")
                        .replace("\"more\"", "\"less\"")
                        .getBytes(StandardCharsets.UTF_8));
        this.volume.write(files);
    }

    private static void ask(ConfigurableApplicationContext context, String base, StringBuilder answers)
            throws Exception {
        Map<?, ?> links = (Map<?, ?>)
                new JsonMapper().readValue(get(base + "/actuator"), Map.class).get("_links");
        assertThat(links.keySet().toArray())
                .contains("env", "configprops", "health", "beans", "loggers", "conditions", "mappings");
        links.forEach((name, link) -> {
            String href = String.valueOf(((Map<?, ?>) link).get("href"));
            // What is in memory is there, and in the copy of it.
            if (!href.contains("{") && !href.endsWith("/heapdump") && !href.endsWith("/shutdown")) {
                answers.append(get(href));
            }
        });
        for (String name : names(context)) {
            answers.append(get(base + "/actuator/env/" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
        }
        for (String prefix : List.of("sealed", "mounted", "plain", "secrets-bridge")) {
            answers.append(get(base + "/actuator/configprops/" + prefix));
        }
        answers.append(get(base + "/actuator/loggers/ROOT"));
        answers.append(get(base + "/nothing/here"));
        answers.append(post(base + "/actuator/refresh"));
        jmx(answers);
    }

    private static List<String> names(ConfigurableApplicationContext context) {
        List<String> names = new ArrayList<>();
        context.getEnvironment().getPropertySources().stream()
                .filter((source) -> source instanceof SecretPropertySource
                        || source.getName().contains("ommandLine"))
                .map((source) -> (EnumerablePropertySource<?>) source)
                .forEach((source) -> names.addAll(List.of(source.getPropertyNames())));
        assertThat(names).contains("sealed.text", "mounted.text", "plain.copy");
        return names;
    }

    private static void jmx(StringBuilder answers) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        int asked = 0;
        for (ObjectName name : server.queryNames(new ObjectName("org.springframework.boot:*"), null)) {
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                if (operation.getSignature().length == 0 && !operation.getName().matches("heapDump|shutdown")) {
                    answers.append(server.invoke(name, operation.getName(), new Object[0], new String[0]));
                    asked++;
                }
            }
        }
        assertThat(asked).isGreaterThan(5);
    }

    private static String get(String uri) {
        return send(HttpRequest.newBuilder(URI.create(uri)));
    }

    private static String post(String uri) {
        return send(HttpRequest.newBuilder(URI.create(uri)).POST(BodyPublishers.noBody()));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
            return response.body();
        } catch (IOException ex) {
            throw new java.io.UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("conversion to a number", Typed.class, "typed.port"),
                Arguments.of("conversion to an address", Typed.class, "typed.address"),
                Arguments.of("conversion to a time", Typed.class, "typed.time"),
                Arguments.of("conversion to a size", Typed.class, "typed.size"),
                Arguments.of("conversion to a class", Typed.class, "typed.type"),
                Arguments.of("conversion of an element", Typed.class, "typed.numbers[0]"),
                Arguments.of("conversion of an entry", Typed.class, "typed.map.entry"),
                Arguments.of("conversion of a text to an object", Typed.class, "typed.nested"),
                Arguments.of("a port of the server", Beans.class, "server.port"),
                Arguments.of("an enum of Boot", Beans.class, "server.shutdown"),
                Arguments.of("a placeholder that leads nowhere", Typed.class, "typed.text"),
                Arguments.of("a setting of Boot's start", Typed.class, "spring.main.banner-mode"),
                Arguments.of("a kind of application", Typed.class, "spring.main.web-application-type"),
                Arguments.of("a level of logging", Typed.class, "logging.level.some"),
                Arguments.of("a platform", Typed.class, "spring.config.activate.on-cloud-platform"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void startWhenSecretDoesNotFitFailsWithoutShowingIt(
            String what, Class<?> beans, String property, CapturedOutput output) {
        String value = text(SEALED) + (property.equals("typed.text") ? "${no.such}" : "");
        this.application
                .withSource(beans)
                .seal(
                        "secrets.yaml",
                        "'" + property.replace("[0]", "") + "': "
                                + (property.endsWith("]") ? "['" + value + "']" : "'" + value + "'"))
                .imports("sops:secrets.yaml");
        Throwable failure = catchThrowable(() -> this.application
                .builder()
                .web(WebApplicationType.SERVLET)
                .run("--debug=true", "--logging.level.root=debug"));
        assertThat(failure).as(what).isNotNull();
        Traces.assertNone("The report of " + what, output.toString(), SEALED);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableConfigurationProperties({Sealed.class, Mounted.class, Plain.class})
    static class Beans {

        @Value("${sealed.text:}")
        private String injected = "";

        @Bean
        Hook hook() {
            return new Hook();
        }

        @Override
        public String toString() {
            return "Beans of " + Objects.hash(this.injected);
        }
    }

    static class Hook {

        private volatile boolean called;

        @OnSecretRotated
        void fails() {
            this.called = true;
            throw new IllegalStateException("quotes " + ROTATED + " and " + MOUNTED);
        }
    }

    @ConfigurationProperties("sealed")
    record Sealed(String text, long number, List<String> list, Map<String, String> map, SecretValue value) {}

    @ConfigurationProperties("mounted")
    static class Mounted {

        private String text = "";

        public String getText() {
            return this.text;
        }

        public void setText(String text) {
            this.text = text;
        }
    }

    @ConfigurationProperties("plain")
    record Plain(String copy, String url, long number, String visible) {}

    record Nested(String a) {}

    @ConfigurationProperties("typed")
    record TypedProperties(
            int port,
            URI address,
            Duration time,
            DataSize size,
            Class<?> type,
            List<Integer> numbers,
            Map<String, Integer> map,
            Nested nested,
            String text) {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TypedProperties.class)
    static class Typed {}
}
