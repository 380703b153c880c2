package io.secretsbridge.lint;

import io.secretsbridge.lint.rule.Catalog;
import io.secretsbridge.lint.rule.Finding;
import io.secretsbridge.lint.rule.RuleInfo;
import io.secretsbridge.lint.yaml.SourceText;
import io.secretsbridge.lint.yaml.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of a file that allow a finding on their own line or on the next one that is no comment:
 * {@code # secrets-bridge:allow RULE REASON}.
 */
final class Comments {

    private static final String MARK = "secrets-bridge:allow";

    private static final Pattern COMMENT =
            Pattern.compile("(?:^|\\s)#\\s*" + MARK + "(?:[ \\t]+(\\S+))?(?:[ \\t]+(\\S.*))?");

    private final Map<Integer, List<String>> allowed = new HashMap<>();

    private final List<Finding> problems = new ArrayList<>();

    private Comments(SourceText source) {
        if (!source.text().contains(MARK)) {
            return;
        }
        List<String> pending = new ArrayList<>();
        for (int line = 1; line <= source.lines(); line++) {
            String text = source.lineText(line);
            boolean whole = text.stripLeading().startsWith("#");
            Matcher matcher = COMMENT.matcher(text);
            if (matcher.find()) {
                String rule = String.valueOf(matcher.group(1));
                if (isValid(source, line, matcher)) {
                    pending.add(rule);
                }
            }
            if (!whole && !text.isBlank()) {
                this.allowed.put(line, List.copyOf(pending));
                pending.clear();
            }
        }
    }

    static Comments of(SourceText source) {
        return new Comments(source);
    }

    private boolean isValid(SourceText source, int line, Matcher matcher) {
        if (matcher.group(1) == null || Catalog.find(matcher.group(1)).isEmpty()) {
            this.problems.add(problem(source, line, matcher, "the comment allows a rule that does not exist"));
            return false;
        }
        if (matcher.group(2) == null) {
            this.problems.add(problem(
                    source, line, matcher, "the comment allows '" + matcher.group(1) + "' and gives no reason"));
            return false;
        }
        return true;
    }

    private static Finding problem(SourceText source, int line, Matcher matcher, String message) {
        int start = source.text().indexOf('#', source.lineStart(line) + matcher.start());
        Span span = new Span(start, source.lineStart(line) + matcher.end());
        return new Finding(RuleInfo.SUPPRESSION, source, span, "", message);
    }

    boolean allow(Finding finding) {
        return this.allowed
                .getOrDefault(finding.line(), List.of())
                .contains(finding.rule().id());
    }

    List<Finding> problems() {
        return this.problems;
    }
}
