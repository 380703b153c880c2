package io.secretsbridge.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sealed file without what is random in it: what is left must be the same whoever sealed. */
final class SealedLayout {

    private static final Pattern SEALED = Pattern.compile(
            "ENC\\[AES256_GCM,data:([A-Za-z0-9+/=]+),iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:(\\w+)\\]");

    private static final Pattern ARMOUR =
            Pattern.compile("(-----BEGIN AGE ENCRYPTED FILE-----)([^-]*)(-----END AGE ENCRYPTED FILE-----)");

    /** A message whose length says nothing, for gpg compresses and we need not. */
    private static final Pattern PGP_ARMOUR = Pattern.compile(
            "(-----BEGIN PGP MESSAGE-----(?:\\\\n|\\s)+)(?:[A-Za-z0-9+/=]{1,64}(?:\\\\n|\\s)+)+(=[A-Za-z0-9+/]{4})"
                    + "((?:\\\\n|\\s)+-----END PGP MESSAGE-----)");

    /** Base64, but not the letter of an escaped line end. */
    private static final Pattern BASE64 = Pattern.compile("(?<!\\\\)[A-Za-z0-9+/=]");

    private static final Pattern TIME =
            Pattern.compile("((?:lastmodified|created_at)\"?\\s*[:=]\\s*\"?)[-0-9]+T[:0-9]+Z");

    private SealedLayout() {}

    /** Returns the text with sealed values replaced by their length and type, and armour by its shape. */
    static String of(String sealed) {
        String text = SEALED.matcher(sealed)
                .replaceAll((match) -> "ENC[" + match.group(1).length() + "," + match.group(2) + "]");
        text = ARMOUR.matcher(text)
                .replaceAll((match) -> match.group(1)
                        + Matcher.quoteReplacement(
                                BASE64.matcher(match.group(2)).replaceAll("x"))
                        + match.group(3));
        text = PGP_ARMOUR.matcher(text).replaceAll("$1x$3");
        return TIME.matcher(text).replaceAll("$1TIME");
    }

    /** Returns every sealed value of a text, in its order. */
    static List<String> sealedValues(String text) {
        List<String> values = new ArrayList<>();
        Matcher matcher = SEALED.matcher(text);
        while (matcher.find()) {
            values.add(matcher.group());
        }
        return values;
    }
}
