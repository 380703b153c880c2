package io.secretsbridge.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Looks for secrets in what an application gave away, as they are and in the forms that text is commonly put into. */
final class Traces {

    private Traces() {}

    /**
     * Checks that nothing is found.
     *
     * @param output anything that was said
     * @param secrets letters and digits, long enough not to occur by chance
     */
    static void assertNone(String what, String output, String... secrets) {
        String lower = output.toLowerCase(Locale.ROOT);
        for (String secret : secrets) {
            for (String form : forms(secret)) {
                int at = lower.indexOf(form.toLowerCase(Locale.ROOT));
                String around =
                        (at < 0) ? "" : output.substring(Math.max(0, at - 300), Math.min(output.length(), at + 100));
                assertThat(at).as("%s shows %s:%n%s", what, form, around).isNegative();
            }
        }
    }

    static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>();
        forms.add(secret);
        forms.add(new StringBuilder(secret).reverse().toString());
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(HexFormat.ofDelimiter(":").formatHex(bytes));
        forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
        forms.add(HexFormat.of().withPrefix("%").formatHex(bytes));
        forms.add(HexFormat.of().withPrefix("\\u00").formatHex(bytes));
        forms.add(inside(Arrays.toString(bytes)));
        forms.add(inside(Arrays.toString(secret.toCharArray())));
        for (int before = 0; before < 3; before++) {
            forms.add(base64(bytes, before));
        }
        return forms;
    }

    private static String inside(String list) {
        return list.substring(1, list.length() - 1);
    }

    /** Returns the letters that are the same whatever stands beside the secret in the encoded text. */
    private static String base64(byte[] secret, int before) {
        byte[] padded = new byte[before + secret.length];
        System.arraycopy(secret, 0, padded, before, secret.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(padded);
        int start = (before == 0) ? 0 : before + 1;
        int end = (padded.length % 3 == 0) ? all.length() : all.length() - 1;
        return all.substring(start, end);
    }
}
