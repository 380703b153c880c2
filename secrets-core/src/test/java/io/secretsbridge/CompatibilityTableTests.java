package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/sops-compatibility.md} names, row by row, the test that shows what it says. These tests exist. */
class CompatibilityTableTests {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Tests)(?:\\.(\\w+))?`");

    private static final Pattern CHECK = Pattern.compile("`sops: ([^`]+)`");

    private static final Pattern CASE = Pattern.compile("`([^`]+)`");

    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"></a>");

    private final List<String> lines;

    CompatibilityTableTests() throws IOException {
        this.lines = Files.readAllLines(ROOT.resolve("docs/sops-compatibility.md"));
    }

    /** The rows of the tables whose last column has a name. */
    private List<String[]> rows(String lastColumn) {
        List<String[]> rows = new ArrayList<>();
        boolean shown = false;
        for (String line : this.lines) {
            if (!line.startsWith("|")) {
                shown = false;
            } else if (line.endsWith("| " + lastColumn + " |")) {
                shown = true;
            } else if (shown && !line.startsWith("|---")) {
                rows.add(line.substring(1).split("(?<!\\\\)\\|", 0));
            }
        }
        return rows;
    }

    @Test
    void rowsNameWhatShowsThemAndGiveAReasonForEachNo() {
        assertThat(rows("shown by")).hasSizeGreaterThan(40).allSatisfy((row) -> {
            assertThat(row).hasSize(3);
            assertThat(row[1].strip()).isNotEmpty().doesNotMatch("no\\.?");
            assertThat(TEST.matcher(row[2]).find() || CHECK.matcher(row[2]).find())
                    .as(row[0])
                    .isTrue();
        });
    }

    @Test
    void testsThatAreNamedExist() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.find(
                ROOT, 12, (file, attributes) -> file.toString().matches(".*/src/test/java/.*Tests\\.java"))) {
            for (Path file : files.toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        List<MatchResult> named = named(TEST);
        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named)
                .extracting(MatchResult::group)
                .filteredOn((test) -> !exists(test.replace("`", ""), sources))
                .isEmpty();
    }

    private static boolean exists(String test, Map<String, String> sources) {
        String[] parts = test.split("\\.", -1);
        String source = sources.getOrDefault(parts[0], "");
        return parts.length == 1 ? !source.isEmpty() : source.contains("void " + parts[1] + "(");
    }

    @Test
    void checksOfInteropThatAreNamedExist() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT.resolve("interop/src/main/java"))) {
            for (Path file :
                    files.filter((file) -> file.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        List<MatchResult> named = named(CHECK);
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(named)
                .extracting((check) -> check.group(1))
                .filteredOn((check) -> sources.indexOf("\"" + check + "\"") < 0)
                .isEmpty();
    }

    @Test
    void casesOfTheCommandLineThatAreNamedExist() throws IOException {
        String cases = Files.readString(ROOT.resolve("interop/cli-cases"));
        List<String> named = rows("cases").stream()
                .flatMap((row) -> CASE.matcher(row[2]).results().map((name) -> name.group(1)))
                .filter((name) -> !name.endsWith("Tests"))
                .toList();
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(named)
                .filteredOn((name) -> !cases.contains(
                        name.endsWith(" \u2026") ? "'" + name.substring(0, name.length() - 1) : "'" + name + "'"))
                .isEmpty();
    }

    @Test
    void anchorsAreThereOnce() {
        assertThat(named(ANCHOR)).extracting((anchor) -> anchor.group(1)).doesNotHaveDuplicates();
    }

    private List<MatchResult> named(Pattern pattern) {
        return pattern.matcher(String.join("\n", this.lines)).results().toList();
    }
}
