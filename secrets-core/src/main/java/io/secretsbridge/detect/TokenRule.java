package io.secretsbridge.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tokens that their issuers marked with a prefix, so that they can be found. The prefixes, lengths and alphabets are facts that
 * the issuers publish; where they only say a minimum, the maximum here leaves room.
 */
final class TokenRule implements ValueRule {

    private static final int NO_LIMIT = 512;

    /** Fewer different characters make an example such as {@code ghp_xxxxxxxx}. */
    private static final int MIN_DISTINCT = 5;

    private record Shape(
            String rule, String what, String prefix, Alphabet alphabet, int min, int max, Confidence confidence) {}

    private static final List<Shape> SHAPES = shapes();

    private static final List<List<Shape>> BY_FIRST_CHARACTER = byFirstCharacter();

    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (String prefix : List.of("AKIA", "ASIA", "ABIA", "ACCA")) {
            shapes.add(new Shape(
                    SecretDetector.ACCESS_KEY_ID_RULE,
                    "an AWS access key id",
                    prefix,
                    Alphabet.UPPER_ALPHANUMERIC,
                    16,
                    16,
                    Confidence.MEDIUM));
        }
        for (String prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
            shapes.add(high("value.github-token", "a GitHub token", prefix, Alphabet.ALPHANUMERIC, 36, 255));
        }
        shapes.add(high("value.github-token", "a GitHub token", "github_pat_", Alphabet.WORD, 82, 82));
        for (String prefix : List.of(
                "glpat-",
                "gldt-",
                "glrt-",
                "glft-",
                "glsoat-",
                "glimt-",
                "glptt-",
                "glagent-",
                "gloas-",
                "glcbt-",
                "GR1348941")) {
            shapes.add(high("value.gitlab-token", "a GitLab token", prefix, Alphabet.DOTTED, 20, 128));
        }
        for (String prefix : List.of("xoxb-", "xoxp-", "xoxe-", "xoxe.", "xoxa-", "xoxr-", "xoxs-", "xapp-")) {
            shapes.add(high("value.slack-token", "a Slack token", prefix, Alphabet.DOTTED, 10, NO_LIMIT));
        }
        shapes.add(high(
                "value.slack-webhook",
                "the address of a Slack webhook, which is its own password",
                "hooks.slack.com/services/",
                Alphabet.BASE64,
                20,
                NO_LIMIT));
        for (String prefix : List.of("sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_")) {
            shapes.add(high("value.stripe-key", "a Stripe secret key", prefix, Alphabet.ALPHANUMERIC, 10, NO_LIMIT));
        }
        for (String prefix : List.of("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1")) {
            shapes.add(high("value.age-key", "an age secret key", prefix, Alphabet.UPPER_ALPHANUMERIC, 50, NO_LIMIT));
        }
        shapes.add(high("value.vault-token", "a Vault token", "hvs.", Alphabet.URL_SAFE, 24, NO_LIMIT));
        shapes.add(high("value.vault-token", "a Vault token", "hvb.", Alphabet.URL_SAFE, 100, NO_LIMIT));
        shapes.add(new Shape(
                "value.google-api-key", "a Google API key", "AIza", Alphabet.URL_SAFE, 35, 35, Confidence.MEDIUM));
        shapes.add(high("value.anthropic-key", "an Anthropic key", "sk-ant-", Alphabet.URL_SAFE, 80, NO_LIMIT));
        shapes.add(high("value.openai-key", "an OpenAI key", "sk-proj-", Alphabet.URL_SAFE, 40, NO_LIMIT));
        shapes.add(high("value.openai-key", "an OpenAI key", "sk-svcacct-", Alphabet.URL_SAFE, 40, NO_LIMIT));
        shapes.add(high("value.openai-key", "an OpenAI key", "sk-", Alphabet.ALPHANUMERIC, 48, 48));
        shapes.add(high("value.huggingface-token", "a Hugging Face token", "hf_", Alphabet.LETTERS, 34, 34));
        shapes.add(high("value.npm-token", "an npm token", "npm_", Alphabet.ALPHANUMERIC, 36, 36));
        shapes.add(high("value.pypi-token", "a PyPI token", "pypi-AgEIcHlwaS5vcmc", Alphabet.URL_SAFE, 50, NO_LIMIT));
        shapes.add(high("value.rubygems-key", "a RubyGems key", "rubygems_", Alphabet.HEX, 48, 48));
        shapes.add(high("value.sendgrid-key", "a SendGrid key", "SG.", Alphabet.DOTTED, 66, 66));
        shapes.add(new Shape("value.twilio-key", "a Twilio key id", "SK", Alphabet.HEX, 32, 32, Confidence.MEDIUM));
        for (String prefix : List.of("dop_v1_", "doo_v1_", "dor_v1_")) {
            shapes.add(high("value.digitalocean-token", "a DigitalOcean token", prefix, Alphabet.HEX, 64, 64));
        }
        shapes.add(high("value.databricks-token", "a Databricks token", "dapi", Alphabet.HEX, 32, 32));
        shapes.add(high("value.grafana-token", "a Grafana token", "glsa_", Alphabet.WORD, 41, 41));
        shapes.add(high("value.grafana-token", "a Grafana token", "glc_", Alphabet.BASE64, 32, NO_LIMIT));
        shapes.add(high("value.pulumi-token", "a Pulumi token", "pul-", Alphabet.HEX, 40, 40));
        for (String prefix : List.of("shpat_", "shpca_", "shppa_", "shpss_")) {
            shapes.add(high("value.shopify-token", "a Shopify token", prefix, Alphabet.HEX, 32, 32));
        }
        shapes.add(high("value.postman-key", "a Postman key", "PMAK-", Alphabet.URL_SAFE, 59, 59));
        shapes.add(high("value.openshift-token", "an OpenShift token", "sha256~", Alphabet.URL_SAFE, 43, 43));
        shapes.add(high(
                "value.1password-token",
                "a 1Password service account token",
                "ops_eyJ",
                Alphabet.BASE64,
                100,
                NO_LIMIT));
        shapes.add(high("value.jfrog-key", "a JFrog key", "AKCp", Alphabet.ALPHANUMERIC, 69, 69));
        shapes.add(high("value.jfrog-key", "a JFrog token", "cmVmd", Alphabet.ALPHANUMERIC, 59, 59));
        return List.copyOf(shapes);
    }

    private static Shape high(String rule, String what, String prefix, Alphabet alphabet, int min, int max) {
        return new Shape(rule, what, prefix, alphabet, min, max, Confidence.HIGH);
    }

    private static List<List<Shape>> byFirstCharacter() {
        List<List<Shape>> table = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            char first = (char) i;
            table.add(SHAPES.stream()
                    .filter((shape) -> shape.prefix().charAt(0) == first)
                    .toList());
        }
        return List.copyOf(table);
    }

    @Override
    public void find(String text, Surroundings surroundings, Predicate<Finding> sink) {
        int at = 0;
        while (at < text.length()) {
            int end = at + 1;
            char ch = text.charAt(at);
            if (ch < 128 && (at == 0 || !Alphabet.ALPHANUMERIC.contains(text.charAt(at - 1)))) {
                for (Shape shape : BY_FIRST_CHARACTER.get(ch)) {
                    int shapeEnd = endOf(shape, text, at);
                    if (shapeEnd > 0) {
                        if (!sink.test(new Finding(shape.rule(), shape.confidence(), "holds " + shape.what(), at))) {
                            return;
                        }
                        end = shapeEnd;
                        break;
                    }
                }
            }
            at = end;
        }
    }

    private static int endOf(Shape shape, String text, int at) {
        if (!text.startsWith(shape.prefix(), at)) {
            return -1;
        }
        int start = at + shape.prefix().length();
        int end = shape.alphabet().endOfRun(text, start, start + shape.max() + 1);
        int length = end - start;
        boolean fits = length >= shape.min() && (length <= shape.max() || shape.max() == NO_LIMIT);
        return (fits && !isExample(text, start, end)) ? end : -1;
    }

    /** Examples in documentation repeat one character or say what they are. */
    private static boolean isExample(String text, int start, int end) {
        String body = text.substring(start, Math.min(end, start + 64));
        return body.chars().distinct().count() < MIN_DISTINCT || body.endsWith("EXAMPLE");
    }
}
