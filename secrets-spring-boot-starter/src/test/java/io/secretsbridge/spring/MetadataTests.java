package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an editor shows of the settings, and that the reference says the same. */
class MetadataTests {

    private static final Path METADATA = Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");

    private static final Path REFERENCE = Path.of("..", "docs", "reference", "spring-properties.md");

    @Test
    void eachPropertyHasDescriptionInTheStyleOfBoot() throws IOException {
        assertThat(properties()).hasSizeGreaterThan(5).allSatisfy((property) -> {
            assertThat((String) property.get("name")).startsWith("secrets-bridge.");
            assertThat((String) property.get("description"))
                    .as((String) property.get("name"))
                    .isNotBlank()
                    .endsWith(".")
                    .doesNotStartWith("The ")
                    .doesNotStartWith("A ");
        });
    }

    @Test
    void referenceListsEachPropertyWithItsDefault() throws IOException {
        List<String> lines = Files.readAllLines(REFERENCE);
        for (Map<?, ?> property : properties()) {
            String row = lines.stream()
                    .filter((line) -> line.startsWith("| `" + property.get("name") + "` |"))
                    .findFirst()
                    .orElse("");
            assertThat(row).as((String) property.get("name")).isNotEmpty();
            Object value = property.get("defaultValue");
            String written = String.valueOf(value).replaceAll("[\\[\\] ]", "");
            assertThat(row.split("\\|", -1)[2].strip()).isEqualTo((value != null) ? "`" + written + "`" : "");
        }
        assertThat(lines.stream().filter((line) -> line.startsWith("| `secrets-bridge.")))
                .hasSameSizeAs(properties());
    }

    private static List<Map<?, ?>> properties() throws IOException {
        try (InputStream in = Files.newInputStream(METADATA)) {
            Map<?, ?> metadata = new JsonMapper().readValue(in, Map.class);
            return ((List<?>) metadata.get("properties"))
                    .stream().<Map<?, ?>>map((property) -> (Map<?, ?>) property).toList();
        }
    }
}
