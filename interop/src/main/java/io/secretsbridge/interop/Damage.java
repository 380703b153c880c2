package io.secretsbridge.interop;

import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A file of sops, cut off at every byte and with every byte changed: refused in words, or still giving the same values. Keys of values
 * that are not sealed are not authenticated by the format, nor is their place.
 */
final class Damage {

    private static final String TEXT =
            "{\"user\": \"admin\", \"list\": [1, 2.5, true, null, \"hunter2\"], \"a_unencrypted\": \"x\"}";

    /** The letters that a byte becomes: what changes structure, what changes text, and what is not UTF-8. */
    private static final byte[] OTHERS = {'A', '"', ':', ' ', '\n', (byte) 0xff};

    private final SopsBench bench;

    private final Tally tally;

    Damage(SopsBench bench, Tally tally) {
        this.bench = bench;
        this.tally = tally;
    }

    void run(Path parent) throws IOException {
        Path directory = Files.createDirectory(parent.resolve("damage"));
        Path config = directory.resolve(".sops.yaml");
        this.bench.writeRule(config);
        for (Format format : List.of(Format.YAML, Format.JSON)) {
            String name = "plain." + format.word();
            // JSON is YAML.
            Files.writeString(directory.resolve(name), TEXT, StandardCharsets.UTF_8);
            byte[] sealed =
                    this.bench.sops().run(directory, List.of("encrypt", name)).output();
            String values = values(sealed, format);
            long opened = 0;
            for (int at = 0; at < sealed.length; at++) {
                opened += damaged(Arrays.copyOf(sealed, at), format, values, "cut off at byte " + at) ? 1 : 0;
                byte[] changed = sealed.clone();
                changed[at] = OTHERS[at % OTHERS.length];
                opened += damaged(changed, format, values, "byte " + at + " changed") ? 1 : 0;
            }
            this.tally.passed("a damaged file is refused or says the same");
            System.out.println(format.word() + ": " + 2 * sealed.length + " damaged files, of which " + opened
                    + " still say the same");
        }
    }

    private String values(byte[] sealed, Format format) {
        SecretFiles files = this.bench.files();
        try (OpenedFile opened = files.open(Source.of("damaged", sealed), format)) {
            return Trees.leaves(opened.branches());
        }
    }

    private boolean damaged(byte[] sealed, Format format, String values, String how) {
        String check = "a damaged file is refused or says the same";
        String subject = format.word() + " " + how;
        try {
            boolean same = values(sealed, format).equals(values);
            if (!same) {
                this.tally.failed(check, subject, "it opened to something else");
            }
            return same;
        } catch (SecretsException ex) {
            if (String.valueOf(ex.getMessage()).contains("hunter2")
                    || ex.problem().isBlank()) {
                this.tally.failed(check, subject, "the message is " + ex.getMessage());
            }
        } catch (RuntimeException | StackOverflowError ex) {
            this.tally.failed(check, subject, ex + " at " + ex.getStackTrace()[0]);
        }
        return false;
    }
}
