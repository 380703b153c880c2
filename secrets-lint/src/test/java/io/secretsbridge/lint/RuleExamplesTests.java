package io.secretsbridge.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.lint.rule.Catalog;
import io.secretsbridge.lint.rule.Rule;
import io.secretsbridge.lint.rule.RuleInfo;
import io.secretsbridge.lint.rule.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages of the rules promise. */
class RuleExamplesTests {

    private static final Path PAGES = Path.of("../docs/lint");

    static Stream<RuleInfo> rules() {
        return Catalog.RULES.stream().map(Rule::info);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void badExampleIsFound(RuleInfo rule) {
        LintReport report = Lints.report(rule.file(), rule.bad());
        assertThat(report.failures()).isEmpty();
        assertThat(Lints.ids(report)).contains(rule.id());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void goodExampleHasNeitherThisFindingNorAnError(RuleInfo rule) {
        LintReport report = Lints.report(rule.file(), rule.good());
        assertThat(report.failures()).isEmpty();
        assertThat(Lints.ids(report)).doesNotContain(rule.id());
        assertThat(report.count(Severity.ERROR)).isZero();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void pageIsThatOfTheRule(RuleInfo rule) throws IOException {
        assertThat(PAGES.resolve(rule.id() + ".md"))
                .as("write it with the main method of RulePages")
                .hasContent(RulePages.page(rule));
    }

    @Test
    void overviewNamesEveryRule() throws IOException {
        assertThat(PAGES.resolve("README.md")).hasContent(RulePages.overview());
    }

    @Test
    void everyPageIsOfARule() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map((page) -> page.getFileName().toString().replace(".md", "")))
                    .filteredOn(
                            (name) -> !List.of("README", "comparison", "policy").contains(name))
                    .containsExactlyInAnyOrderElementsOf(
                            rules().map(RuleInfo::id).toList());
        }
    }

    @Test
    void idsAreUnique() {
        assertThat(rules().map(RuleInfo::id)).doesNotHaveDuplicates().allMatch((id) -> id.matches("[a-z0-9-]+"));
    }
}
