package io.secretsbridge.lint;

import io.secretsbridge.SecretsException;
import io.secretsbridge.lint.manifest.Manifest;
import io.secretsbridge.lint.rule.Catalog;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.Report;
import io.secretsbridge.lint.rule.World;
import io.secretsbridge.lint.yaml.SourceText;
import io.secretsbridge.sops.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at manifests by all rules of the catalog. What several files say of each other is seen when they are given together. It
 * opens no sealed file, starts no program and asks no network.
 *
 * <pre>{@code
 * Linter linter = new Linter(Suppressions.NONE);
 * linter.add(Source.read(Path.of("k8s/deployment.yaml")));
 * LintReport report = linter.report();
 * }</pre>
 *
 * <p>Not for use by several threads.
 */
public final class Linter {

    private final Suppressions suppressions;

    private final List<Manifest> manifests = new ArrayList<>();

    private final List<SourceText> sources = new ArrayList<>();

    private final List<SecretsException> failures = new ArrayList<>();

    /**
     * Makes a linter that has seen nothing.
     *
     * @param suppressions which findings are allowed, beside those that comments in the files allow
     */
    public Linter(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    /**
     * Reads a file. One that is neither YAML nor JSON, or passes a limit on size or depth, is a failure of the report.
     *
     * @param source the file
     */
    public void add(Source source) {
        try {
            SourceText text = SourceText.of(source);
            this.manifests.addAll(Manifest.read(text));
            this.sources.add(text);
        } catch (SecretsException ex) {
            fail(ex);
        }
    }

    /**
     * Takes note of a file that could not be read.
     *
     * @param failure why
     */
    public void fail(SecretsException failure) {
        if (!this.suppressions.allowsFailure(failure)) {
            this.failures.add(failure);
        }
    }

    /**
     * Checks all files that were read.
     *
     * @return what was found
     */
    public LintReport report() {
        World world = new World(this.manifests);
        List<Finding> all = new ArrayList<>();
        for (Manifest manifest : this.manifests) {
            Report report = new Report(manifest, world);
            Catalog.RULES.forEach((rule) -> rule.check(manifest, report));
            all.addAll(report.findings());
        }
        Map<SourceText, Comments> comments = new HashMap<>();
        this.sources.forEach((source) -> comments.put(source, Comments.of(source)));
        List<Finding> left = new ArrayList<>();
        for (Finding finding : all) {
            Comments around = comments.computeIfAbsent(finding.source(), Comments::of);
            if (!this.suppressions.allows(finding) && !around.allow(finding)) {
                left.add(finding);
            }
        }
        int allowed = all.size() - left.size();
        comments.values().forEach((each) -> left.addAll(each.problems()));
        left.sort(Comparator.comparing(Finding::file)
                .thenComparing((finding) -> finding.span().start())
                .thenComparing((finding) -> finding.rule().id()));
        return new LintReport(
                left, this.failures, this.sources.stream().map(SourceText::name).toList(), allowed);
    }
}
