package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a keys file, of {@code SOPS_AGE_KEY} or of what a command prints: an identity on each line; empty lines and
 * those that start with {@code #} are skipped, any other line spoils the whole source, as it does for {@code sops}.
 */
final class IdentityText {

    private IdentityText() {}

    /**
     * Reads identities; the caller wipes the content.
     *
     * @param content ASCII text
     * @param severalPerLine whether a line may hold several, separated by spaces
     * @param settings for the identities of plugins
     * @throws SecretsException with reason {@code INVALID_KEY}
     */
    static List<Identity> parse(byte[] content, boolean severalPerLine, KeySettings settings) {
        if (LockedKeys.isOne(content)) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "the identities are protected by a passphrase",
                    "Decrypt them with age -d to see them");
        }
        List<Identity> identities = new ArrayList<>();
        try {
            int line = 0;
            int start = 0;
            while (start < content.length) {
                int end = start;
                while (end < content.length && content[end] != '\n') {
                    end++;
                }
                line++;
                if (content[start] != '#') {
                    parseLine(content, start, end, line, severalPerLine, settings, identities);
                }
                start = end + 1;
            }
        } catch (SecretsException ex) {
            identities.forEach(Identity::close);
            throw ex;
        }
        return List.copyOf(identities);
    }

    private static void parseLine(
            byte[] content,
            int start,
            int end,
            int line,
            boolean several,
            KeySettings settings,
            List<Identity> identities) {
        int position = start;
        int words = 0;
        while (true) {
            while (position < end && isSpace(content[position])) {
                position++;
            }
            if (position == end) {
                return;
            }
            int wordEnd = position;
            while (wordEnd < end && !isSpace(content[wordEnd])) {
                wordEnd++;
            }
            words++;
            if (words > 1 && !several) {
                throw invalidLine(line);
            }
            parseWord(content, position, wordEnd, line, settings, identities);
            position = wordEnd;
        }
    }

    private static void parseWord(
            byte[] content, int start, int end, int line, KeySettings settings, List<Identity> identities) {
        char[] word = new char[end - start];
        for (int i = 0; i < word.length; i++) {
            word[i] = (char) (content[start + i] & 0xff);
        }
        boolean isIdentity = true;
        try {
            if (startsWith(word, PluginIdentity.PREFIX)) {
                identities.add(PluginIdentity.parse(word, settings));
            } else if (startsWith(word, HybridIdentity.PREFIX)) {
                identities.add(HybridIdentity.parse(word));
            } else if (startsWith(word, AgeIdentity.PREFIX)) {
                identities.add(AgeIdentity.parse(word));
            } else {
                isIdentity = false;
            }
        } catch (SecretsException ex) {
            throw new SecretsException(ex.reason(), Location.NONE, ex.problem() + " in line " + line, ex.action(), ex);
        }
        if (!isIdentity) {
            throw invalidLine(line);
        }
    }

    private static SecretsException invalidLine(int line) {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                "line " + line + " is no age identity",
                "Each line must be empty, start with # or be one identity, which starts with " + AgeIdentity.PREFIX);
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static boolean startsWith(char[] word, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (i >= word.length || word[i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
