package io.secretsbridge.key.age;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of a keys file, of {@code SOPS_AGE_KEY} or of what a command prints: an identity on each line; empty lines and
 * those that start with {@code #} are skipped, any other line spoils the whole source, as it does for {@code sops}.
 *
 * @param identities the identities
 * @param unsupported kinds of identities that are there and cannot be used yet
 */
record IdentityText(List<Identity> identities, Set<String> unsupported) {

    private static final String PLUGIN_PREFIX = "AGE-PLUGIN-";

    /**
     * Reads identities; the caller wipes the content.
     *
     * @param content ASCII text
     * @param severalPerLine whether a line may hold several, separated by spaces
     * @throws SecretsException with reason {@code INVALID_KEY}
     */
    static IdentityText parse(byte[] content, boolean severalPerLine) {
        if (LockedKeys.isOne(content)) {
            throw new SecretsException(
                    Reason.INVALID_KEY,
                    Location.NONE,
                    "the identities are protected by a passphrase",
                    "Decrypt them with age -d to see them");
        }
        List<Identity> identities = new ArrayList<>();
        Set<String> unsupported = new LinkedHashSet<>();
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
                    parseLine(content, start, end, line, severalPerLine, identities, unsupported);
                }
                start = end + 1;
            }
        } catch (SecretsException ex) {
            identities.forEach(Identity::close);
            throw ex;
        }
        return new IdentityText(List.copyOf(identities), unsupported);
    }

    private static void parseLine(
            byte[] content,
            int start,
            int end,
            int line,
            boolean several,
            List<Identity> identities,
            Set<String> unsupported) {
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
            parseWord(content, position, wordEnd, line, identities, unsupported);
            position = wordEnd;
        }
    }

    private static void parseWord(
            byte[] content, int start, int end, int line, List<Identity> identities, Set<String> unsupported) {
        char[] word = new char[end - start];
        for (int i = 0; i < word.length; i++) {
            word[i] = (char) (content[start + i] & 0xff);
        }
        if (startsWith(word, PLUGIN_PREFIX)) {
            unsupported.add("plugin");
        } else if (startsWith(word, AgeIdentity.PREFIX) || startsWith(word, HybridIdentity.PREFIX)) {
            try {
                identities.add(
                        startsWith(word, AgeIdentity.PREFIX) ? AgeIdentity.parse(word) : HybridIdentity.parse(word));
            } catch (SecretsException ex) {
                throw new SecretsException(
                        ex.reason(), Location.NONE, ex.problem() + " in line " + line, ex.action(), ex);
            }
        } else {
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

    /** Says how many identities there are and which cannot be used. */
    String summary() {
        String count = (this.identities.size() == 1) ? "1 identity" : this.identities.size() + " identities";
        return this.unsupported.isEmpty()
                ? count
                : count + ", and others (" + String.join(", ", this.unsupported) + ") that are not supported yet";
    }
}
