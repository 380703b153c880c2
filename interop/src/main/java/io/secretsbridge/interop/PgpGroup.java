package io.secretsbridge.interop;

import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretFiles;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SopsConfig;
import io.secretsbridge.interop.Peer.Result;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files sealed for PGP keys, through the real {@code sops} with the real {@code gpg} and through us, both ways: RSA and Curve25519 keys,
 * with and without a passphrase, read by us and held by the agent, in keyboxes, old rings and exported files; sub-keys, expired keys,
 * several recipients, and key groups that mix PGP and age. Needs {@code gpg} in {@code PATH}.
 */
final class PgpGroup {

    private static final String PATH = Gnupg.PATH;

    /** A directory without programs. */
    private static final String NO_PATH = "/nowhere";

    private static final String PASSPHRASE = "correct horse";

    private static final String PLAIN = "{\n\t\"a\": \"secret\",\n\t\"b\": {\n\t\t\"c\": 1\n\t}\n}\n";

    /** How long the key lives that expires while this runs, and how long it takes until gpg sees that. */
    private static final int LIFE_SECONDS = 12;

    private final Tally tally;

    private final Path sopsProgram;

    private Path directory = Path.of("");

    private Path home = Path.of("");

    private @Nullable Gnupg gpg;

    private Path ageKeys = Path.of("");

    PgpGroup(Path peers, List<String> options, Tally tally) {
        new Arguments(options, Set.of());
        this.sopsProgram = peers.resolve("sops");
        this.tally = tally;
    }

    void run() {
        try {
            // The path of the agent's socket must be short.
            this.directory = Files.createTempDirectory(Path.of("/tmp"), "sb");
            this.home = this.directory.resolve("g");
            try (Gnupg made = new Gnupg(this.home, this.directory)) {
                this.gpg = made;
                this.ageKeys = this.directory.resolve("age.txt");
                AgeKeysFile.create(this.ageKeys);
                Files.writeString(this.directory.resolve("plain.json"), PLAIN);
                compare();
            } finally {
                Scratch.delete(this.directory);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private Gnupg gpg() {
        return Objects.requireNonNull(this.gpg);
    }

    private void compare() throws IOException {
        Gnupg.Key shortLived = gpg().make("shortlived", "ed25519", "cv25519", "", "seconds=" + LIFE_SECONDS);
        long made = System.nanoTime();
        String sealedInTime = sopsSeals(rule("pgp: " + shortLived.fingerprint()));
        Gnupg.Key rsa = gpg().make("rsa", "rsa2048", "rsa2048", "", "never");
        Gnupg.Key curve = gpg().make("curve", "ed25519", "cv25519", "", "never");
        Gnupg.Key nist = gpg().make("nist", "nistp256", "nistp256", "", "never");
        for (Gnupg.Key key : List.of(rsa, curve, nist)) {
            for (String name : names(key)) {
                bothWays("key " + key.name(), "pgp: '" + name + "'", NO_PATH, null);
            }
        }
        bothWays("several recipients", "pgp: " + rsa.fingerprint() + "," + curve.fingerprint(), NO_PATH, null);
        groups(rsa, curve, nist);
        subKeys(curve);
        exported(rsa, curve);
        locked(gpg().make("lockedrsa", "rsa2048", "rsa2048", PASSPHRASE, "never"));
        locked(gpg().make("lockedcurve", "ed25519", "cv25519", PASSPHRASE, "never"));
        oldRings(rsa, curve);
        foreign(rsa);
        expired(shortLived, sealedInTime, made);
    }

    private static List<String> names(Gnupg.Key key) {
        return List.of(
                key.fingerprint(),
                key.fingerprint().toLowerCase(Locale.ROOT),
                key.fingerprint().substring(24),
                "0x" + key.fingerprint().substring(24),
                key.fingerprint().replaceAll("(.{4})", "$1 ").strip(),
                key.subKey(),
                key.subKey() + "!");
    }

    private void groups(Gnupg.Key rsa, Gnupg.Key curve, Gnupg.Key nist) throws IOException {
        String recipient = AgeKeysFile.recipients(this.ageKeys).get(0);
        String groups = "shamir_threshold: 2\n    key_groups:\n"
                + "      - pgp: [" + rsa.fingerprint() + "]\n        age: [" + recipient + "]\n"
                + "      - pgp: [" + curve.fingerprint() + ", " + nist.fingerprint() + "]\n"
                + "      - age: [" + recipient + "]\n";
        bothWays("key groups of PGP and age", groups, NO_PATH, null);
        String sealed = sopsSeals(rule(groups));
        check("groups open by PGP alone", PLAIN, opens(sealed, environment(this.home, NO_PATH, false), null));
        Map<String, String> noAge = environment(this.home, PATH, false);
        check(
                "groups open by PGP alone",
                PLAIN,
                sopsOpens(weSeal(rule(groups), environment(this.home, NO_PATH, true)), noAge));
    }

    /** A second sub-key is preferred, unless the first is demanded. */
    private void subKeys(Gnupg.Key key) throws IOException {
        Gnupg.Key two = gpg().make("twosubkeys", "ed25519", "cv25519", "", "never");
        pauseASecond();
        gpg().run("", "--quick-add-key", two.fingerprint(), "rsa2048", "encr", "never");
        String newest = gpg().subKeys(two.fingerprint()).get(1);
        for (String name : List.of(two.fingerprint(), two.subKey(), two.subKey() + "!", newest + "!")) {
            String theirs = sopsSeals(rule("pgp: '" + name + "'"));
            String ours = weSeal(rule("pgp: '" + name + "'"), environment(this.home, NO_PATH, false));
            check(
                    "the same sub-key is chosen",
                    recipientOf(theirs).equals(recipientOf(ours)),
                    name + ": " + recipientOf(theirs) + " and " + recipientOf(ours));
        }
        bothWays("a key with two sub-keys", "pgp: " + two.fingerprint() + "," + key.fingerprint(), NO_PATH, null);
    }

    /** Returns for which key gpg says that a file's message is. */
    private String recipientOf(String sealed) throws IOException {
        String armour = sealed.replaceAll("(?s).*(-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----).*", "$1")
                .replace("\\n", "\n");
        Files.writeString(this.directory.resolve("message.asc"), armour);
        return gpg().run("", "--list-packets", "--list-only", "message.asc")
                .text()
                .replaceAll("(?s).*?keyid ([0-9A-F]{16}).*", "$1");
    }

    private void exported(Gnupg.Key rsa, Gnupg.Key curve) throws IOException {
        Path file = this.directory.resolve("exported.asc");
        for (Gnupg.Key key : List.of(rsa, curve)) {
            Result secret = gpg().run("", "--export-secret-keys", "--armor", key.fingerprint());
            Gnupg.writePrivately(file, secret.output());
            Map<String, String> environment =
                    new HashMap<>(environment(this.directory.resolve("none"), NO_PATH, false));
            environment.put("SECRETS_PGP_KEY_FILES", file.toString());
            String rule = rule("pgp: " + key.fingerprint());
            check("we open with an exported key", PLAIN, opens(sopsSeals(rule), environment, null));
            check(
                    "sops opens what we sealed for an exported key",
                    PLAIN,
                    sopsOpens(weSeal(rule, environment), environment(this.home, PATH, false)));
            Files.delete(file);
        }
    }

    /** Without the agent the passphrase is asked for; with it, the agent remembers. */
    private void locked(Gnupg.Key key) throws IOException {
        String rule = rule("pgp: " + key.fingerprint());
        String theirs = sopsSeals(rule);
        check("we open by passphrase", PLAIN, opens(theirs, environment(this.home, NO_PATH, false), PASSPHRASE));
        check(
                "a wrong passphrase is refused",
                opens(theirs, environment(this.home, NO_PATH, false), "wrong")
                        .contains("does not open with this passphrase"),
                "opened, or another error");
        check(
                "nobody to ask is said",
                opens(theirs, environment(this.home, NO_PATH, false), null).contains("nobody to ask"),
                "opened, or another error");
        gpg().close();
        String unasked = opens(theirs, environment(this.home, PATH, false), null);
        check("an agent that cannot ask is said", unasked.contains("gpg got no passphrase"), unasked);
        check(
                "where the agent cannot ask, we do",
                PLAIN,
                opens(theirs, environment(this.home, PATH, false), PASSPHRASE));
        remember(key);
        check("we open by the agent", PLAIN, opens(theirs, environment(this.home, PATH, false), null));
        String ours = weSeal(rule, environment(this.home, NO_PATH, false));
        check("sops opens ours by the agent", PLAIN, sopsOpens(ours, environment(this.home, PATH, false)));
        check(
                "the block has one layout",
                layout(theirs).equals(layout(ours)),
                Difference.between("sops", layout(theirs), "ours", layout(ours)));
        gpg().close();
    }

    /** Lets the agent remember the passphrase of a key, as after a person typed it. */
    private void remember(Gnupg.Key key) throws IOException {
        Files.writeString(this.directory.resolve("x"), "x");
        gpg().run("", "--trust-model", "always", "-o", "x.asc", "-e", "-r", key.fingerprint(), "x");
        gpg().run(PASSPHRASE, "-o", "x.out", "-d", "x.asc");
    }

    /** The rings of GnuPG 1, which sops reads by itself: without gpg. */
    private void oldRings(Gnupg.Key rsa, Gnupg.Key curve) throws IOException {
        Path old = Files.createDirectory(this.directory.resolve("old"));
        for (Gnupg.Key key : List.of(rsa, curve)) {
            gpg().exportTo(old, key, true);
        }
        Map<String, String> environment = environment(old, NO_PATH, false);
        for (Gnupg.Key key : List.of(rsa, curve)) {
            String rule = rule("pgp: " + key.fingerprint());
            Result sealed = sops(environment, "--config", rule, "encrypt", "plain.json");
            check("sops without gpg seals", sealed.succeeded(), "" + sealed);
            check("we open what sops sealed without gpg", PLAIN, opens(sealed.text(), environment, null));
            String ours = weSeal(rule, environment);
            check("sops without gpg opens ours", PLAIN, sopsOpens(ours, environment));
            check(
                    "the block has one layout",
                    layout(sealed.text()).equals(layout(ours)),
                    Difference.between("sops", layout(sealed.text()), "ours", layout(ours)));
        }
    }

    private void foreign(Gnupg.Key key) throws IOException {
        try (Gnupg stranger = new Gnupg(this.directory.resolve("other"), this.directory)) {
            foreign(key, stranger.home());
        }
    }

    private void foreign(Gnupg.Key key, Path other) throws IOException {
        String rule = rule("pgp: " + key.fingerprint());
        String sealed = sopsSeals(rule);
        Result theirs = sops(environment(other, PATH, false), "decrypt", written(sealed));
        String ours = opens(sealed, environment(other, PATH, false), null);
        check(
                "a message for another key is refused",
                !theirs.succeeded()
                        && ours.contains("no secret key was found for the key "
                                + key.subKey().substring(24)),
                theirs + " and " + ours);
        Result seals = sops(environment(other, PATH, false), "--config", rule, "encrypt", "plain.json");
        check(
                "an unknown key is refused",
                !seals.succeeded()
                        && weSeal(rule, environment(other, PATH, false)).contains("is not in its key ring"),
                seals + " and " + weSeal(rule, environment(other, PATH, false)));
        check(
                "an unknown key is refused",
                weSeal(rule, environment(other, NO_PATH, false)).contains("there is no public key"),
                weSeal(rule, environment(other, NO_PATH, false)));
    }

    private void expired(Gnupg.Key key, String sealedInTime, long made) throws IOException {
        while (System.nanoTime() - made < (LIFE_SECONDS + 2) * 1_000_000_000L) {
            pauseASecond();
        }
        String rule = rule("pgp: " + key.fingerprint());
        Result theirs = sops(environment(this.home, PATH, false), "--config", rule, "encrypt", "plain.json");
        String ours = weSeal(rule, environment(this.home, PATH, false));
        check(
                "an expired key is not sealed for",
                !theirs.succeeded() && ours.contains("expired on"),
                theirs + " and " + ours);
        check("an expired key opens", PLAIN, sopsOpens(sealedInTime, environment(this.home, PATH, false)));
        check("an expired key opens", PLAIN, opens(sealedInTime, environment(this.home, NO_PATH, false), null));
    }

    private static void pauseASecond() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    private void bothWays(String subject, String keys, String path, @Nullable String passphrase) throws IOException {
        String rule = rule(keys);
        String theirs = sopsSeals(rule);
        Map<String, String> environment = environment(this.home, path, true);
        check("we open what sops sealed, " + subject, PLAIN, opens(theirs, environment, passphrase));
        String ours = weSeal(rule, environment);
        check("sops opens what we sealed, " + subject, PLAIN, sopsOpens(ours, environment(this.home, PATH, true)));
        check("we open what we sealed, " + subject, PLAIN, opens(ours, environment, passphrase));
        check(
                "the block has one layout",
                layout(theirs).equals(layout(ours)),
                Difference.between("sops", layout(theirs), "ours", layout(ours)));
    }

    /** A sealed file without what is random, and without the length of messages, for gpg compresses and we need not. */
    private static String layout(String sealed) {
        return SealedLayout.of(sealed);
    }

    private String rule(String keys) throws IOException {
        Path file = this.directory.resolve("rules.yaml");
        Files.writeString(file, "creation_rules:\n  - " + keys + "\n");
        return file.toString();
    }

    private String sopsSeals(String rule) {
        Result sealed = sops(environment(this.home, PATH, true), "--config", rule, "encrypt", "plain.json");
        check("sops seals", sealed.succeeded(), "" + sealed);
        return sealed.text();
    }

    private String sopsOpens(String sealed, Map<String, String> environment) throws IOException {
        Result opened = sops(environment, "decrypt", written(sealed));
        return opened.succeeded() ? opened.text() : opened.toString();
    }

    private String written(String sealed) throws IOException {
        Path file = this.directory.resolve("sealed.json");
        Files.writeString(file, sealed);
        return file.toString();
    }

    private Result sops(Map<String, String> environment, String... arguments) {
        return new Peer(this.sopsProgram, environment).run(this.directory, List.of(arguments));
    }

    /** Returns what we seal, or what we say instead. */
    private String weSeal(String rule, Map<String, String> environment) throws IOException {
        Path plain = this.directory.resolve("plain.json");
        try (SecretFiles files = SecretFiles.create(KeySettings.ofEnvironment(environment))) {
            return new String(
                    files.seal(
                            Source.read(plain),
                            Format.JSON,
                            Format.JSON,
                            SopsConfig.read(Path.of(rule))
                                    .creationRules()
                                    .find(plain)
                                    .orElseThrow()
                                    .toRequest(files.keyRing())),
                    StandardCharsets.UTF_8);
        } catch (SecretsException ex) {
            return ex.toString();
        }
    }

    /** Returns what is in a sealed file, or what we say instead. */
    private static String opens(String sealed, Map<String, String> environment, @Nullable String passphrase) {
        KeySettings settings = KeySettings.ofEnvironment(environment);
        if (passphrase != null) {
            settings = settings.withPrompt((question) -> passphrase.toCharArray());
        }
        try (SecretFiles files = SecretFiles.create(settings);
                OpenedFile opened =
                        files.open(Source.of("sealed.json", sealed.getBytes(StandardCharsets.UTF_8)), Format.JSON)) {
            return new String(files.plain(opened.branches(), Format.JSON), StandardCharsets.UTF_8);
        } catch (KeyUnavailableException ex) {
            return ex + " " + ex.attempts();
        } catch (SecretsException ex) {
            return ex.toString();
        }
    }

    private Map<String, String> environment(Path gnupgHome, String path, boolean age) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "GNUPGHOME", gnupgHome.toString(),
                "HOME", this.directory.resolve("nobody").toString(),
                "XDG_CONFIG_HOME", this.directory.resolve("nobody").toString(),
                "PATH", path,
                "SOPS_DISABLE_VERSION_CHECK", "1"));
        if (age) {
            environment.put("SOPS_AGE_KEY_FILE", this.ageKeys.toString());
        }
        return environment;
    }

    private void check(String check, String expected, String actual) {
        check(check, expected.equals(actual), actual);
    }

    private void check(String check, boolean passed, String detail) {
        if (passed) {
            this.tally.passed(check);
        } else {
            this.tally.failed(check, "pgp", detail);
        }
    }
}
