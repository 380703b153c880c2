package io.secretsbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.Source;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sealed files that cannot be opened, in every format: one error that says what is wrong and where, and never a value. */
class BadSealedFileTests {

    private static final String SECRET = "hunter2-do-not-show";

    /** The text of a wrapped key, its line ends written as themselves, as two characters, or with indentation. */
    private static final Pattern ARMOUR =
            Pattern.compile("-----BEGIN AGE ENCRYPTED FILE-----.*?-----END AGE ENCRYPTED FILE-----", Pattern.DOTALL);

    private final SecretFiles files = SecretFiles.create(Fixtures.keys("first"));

    private final SecretFiles third = SecretFiles.create(Fixtures.keys("third"));

    @AfterEach
    void close() {
        this.files.close();
        this.third.close();
    }

    private MasterKey key(String name) {
        return this.files.keyRing().parse("age", Fixtures.recipient(name));
    }

    private static MapNode tree(Format format) {
        MapNode values = MapNode.of(new MapNode.Entry("data", ValueNode.string(SECRET)));
        return (format == Format.INI) ? MapNode.of(new MapNode.Entry("section", values)) : values;
    }

    private String sealed(Format format, List<List<MasterKey>> groups, int threshold) {
        SealRequest request = new SealRequest(groups, threshold, Selector.DEFAULT, false);
        return new String(this.files.seal(List.of(tree(format)), format, request), StandardCharsets.UTF_8);
    }

    private String sealed(Format format) {
        return sealed(format, List.of(List.of(key("first"))), 0);
    }

    /** Three groups, of which this test can open the first. */
    private String grouped(Format format) {
        return sealed(
                format,
                List.of(List.of(key("first")), List.of(key("second")), List.of(key("third"), key("second"))),
                2);
    }

    private static SecretsException refused(SecretFiles files, Format format, String text) {
        Source source = Source.of("bad", text.getBytes(StandardCharsets.UTF_8));
        SecretsException ex = catchThrowableOfType(
                SecretsException.class, () -> files.open(source, format).close());
        assertThat(ex).as("opened").isNotNull();
        assertThat(ex.location().source()).isEqualTo("bad");
        assertThat(ex.getMessage()).doesNotContain(SECRET).doesNotContain("\n").doesNotContain("Exception");
        assertThat(ex.toString()).doesNotContain(SECRET);
        return ex;
    }

    private interface Damage {
        String to(String text, BadSealedFileTests test, Format format);
    }

    static Stream<Arguments> damages() {
        List<Arguments> all = new ArrayList<>();
        for (Format format : Format.values()) {
            all.add(damage(format, "empty", (text, test, of) -> "", Reason.NOT_SEALED, Reason.MALFORMED));
            all.add(damage(
                    format,
                    "cut off",
                    (text, test, of) -> text.substring(0, text.length() / 2),
                    Reason.MALFORMED,
                    Reason.KEY_UNAVAILABLE));
            all.add(damage(format, "there twice", (text, test, of) -> text + text, Reason.MALFORMED));
            all.add(damage(
                    format,
                    "the value of another file",
                    (text, test, of) -> text.replaceFirst("ENC\\[[^]]*\\]", first(test.sealed(of), "ENC\\[[^]]*\\]")),
                    Reason.VALUE_TAMPERED));
            all.add(damage(
                    format,
                    "the MAC of another file",
                    (text, test, of) -> replaceLast(text, last(test.sealed(of), "ENC\\[[^]]*\\]")),
                    Reason.MAC_MISMATCH));
            all.add(damage(
                    format,
                    "another time",
                    (text, test, of) ->
                            text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "2001-02-03T04:05:06Z"),
                    Reason.MAC_MISMATCH));
            all.add(damage(
                    format,
                    "no time",
                    (text, test, of) -> text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "yesterday"),
                    Reason.MALFORMED));
            all.add(damage(
                    format,
                    "a value that is not sealed",
                    (text, test, of) -> text.replaceFirst("ENC\\[[^]]*\\]", "plain"),
                    Reason.VALUE_TAMPERED));
            all.add(damage(
                    format,
                    "a value of an unknown type",
                    (text, test, of) -> text.replaceFirst("type:str\\]", "type:str2]"),
                    Reason.VALUE_TAMPERED));
            all.add(damage(
                    format,
                    "a value of another cipher",
                    (text, test, of) -> text.replaceFirst("AES256_GCM", "AES256_CBC"),
                    Reason.VALUE_TAMPERED));
            all.add(damage(
                    format,
                    "the wrapped key of another file",
                    (text, test, of) -> text.replace(first(text, ARMOUR), first(test.sealed(of), ARMOUR)),
                    Reason.VALUE_TAMPERED));
            all.add(damage(
                    format,
                    "armour that is cut off",
                    (text, test, of) -> text.replace("-----END AGE ENCRYPTED FILE-----", ""),
                    Reason.KEY_UNAVAILABLE));
            all.add(damage(
                    format,
                    "armour with a letter changed",
                    (text, test, of) -> text.replace("YWdl", "YWdm"),
                    Reason.KEY_UNAVAILABLE));
            all.add(damage(
                    format,
                    "an unknown key",
                    (text, test, of) -> text.replace("age1", "age2"),
                    Reason.KEY_UNAVAILABLE));
            all.add(damage(
                    format,
                    "two selectors",
                    (text, test, of) -> text.replace(
                            line(text, "version"),
                            line(text, "version").replace("version", "encrypted_suffix")
                                    + line(text, "version")
                                    + line(text, "version").replace("version", "unencrypted_suffix")),
                    Reason.MALFORMED));
        }
        return all.stream();
    }

    private static Arguments damage(Format format, String name, Damage damage, Reason... reasons) {
        return Arguments.of(format, name, damage, List.of(reasons));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("damages")
    void openWhenDamagedSaysWhatIsWrong(Format format, String name, Damage damage, List<Reason> reasons) {
        String sealed = sealed(format);
        String damaged = damage.to(sealed, this, format);
        assertThat(damaged).as(name).isNotEqualTo(sealed);
        assertThat(refused(this.files, format, damaged).reason()).isIn(reasons);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void openWhenGroupsAreTooFewNamesThemAndWhyEachKeyFailed(Format format) {
        SecretsException ex = refused(this.files, format, grouped(format));
        assertThat(ex).isInstanceOfSatisfying(KeyUnavailableException.class, (unavailable) -> {
            assertThat(unavailable.attempts())
                    .extracting(KeyUnavailableException.Attempt::group)
                    .containsExactly(1, 2, 3, 3);
            assertThat(unavailable.attempts().get(0).succeeded()).isTrue();
            assertThat(unavailable.attempts().subList(1, 4)).allSatisfy((attempt) -> {
                assertThat(attempt.kind()).isEqualTo("age");
                assertThat(attempt.key()).startsWith("age1");
                assertThat(attempt.outcome()).isNotBlank();
            });
        });
        assertThat(ex.getMessage()).contains("groups 2, 3 of 3");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void openWhenAShareStandsInTwoGroupsIsRefused(Format format) {
        String text = sealed(format, List.of(List.of(key("first")), List.of(key("first"))), 2);
        List<String> shares = all(text, ARMOUR);
        SecretsException ex = refused(this.files, format, text.replace(shares.get(1), shares.get(0)));
        assertThat(ex.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(ex.problem()).contains("shares");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void openWhenAShareIsOfAnotherFileIsRefused(Format format) {
        List<List<MasterKey>> groups = List.of(List.of(key("first")), List.of(key("first")));
        String text = sealed(format, groups, 2);
        String other = sealed(format, groups, 2);
        String changed =
                text.replace(all(text, ARMOUR).get(1), all(other, ARMOUR).get(1));
        assertThat(refused(this.files, format, changed).reason()).isEqualTo(Reason.VALUE_TAMPERED);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void openWhenAWholeKeyStandsForAShareSaysHowLongItIs(Format format) {
        String text = sealed(format, List.of(List.of(key("first")), List.of(key("first"))), 2);
        String whole = first(sealed(format), ARMOUR);
        String indented = (format == Format.YAML)
                ? whole.replaceAll("(?m)^ +", all(text, ARMOUR).get(1).replaceAll("(?s).*?\n( +).*", "$1"))
                : whole;
        SecretsException ex =
                refused(this.files, format, text.replace(all(text, ARMOUR).get(1), indented));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(((KeyUnavailableException) ex).attempts().get(1).outcome()).contains("bytes");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void openWhenTheKeyIsForSomebodyElseSaysWhoCould(Format format) {
        SecretsException ex = refused(this.third, format, sealed(format));
        assertThat(ex).isInstanceOfSatisfying(KeyUnavailableException.class, (unavailable) -> {
            assertThat(unavailable.attempts()).hasSize(1);
            assertThat(unavailable.attempts().get(0).key()).isEqualTo(Fixtures.recipient("first"));
        });
        assertThat(ex.action()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void openWhenTheEntriesOfTheBlockAreReorderedOpens(Format format) {
        String text = sealed(format);
        String version = line(text, "version");
        String suffix = line(text, (format == Format.BINARY) ? "mac" : "unencrypted_suffix");
        String reordered = text.replace(version, "\0").replace(suffix, version).replace("\0", suffix);
        if (format == Format.JSON || format == Format.BINARY) {
            // The last entry of an object has no comma.
            reordered = text.replace(version, suffix.strip().replaceAll(",$", "") + "\n")
                    .replaceFirst(Pattern.quote(suffix), Matcher.quoteReplacement(version.strip() + ",\n"));
        }
        assertThat(reordered).isNotEqualTo(text);
        try (OpenedFile opened = this.files.open(Source.of("x", reordered.getBytes(StandardCharsets.UTF_8)), format)) {
            assertThat(opened.branches()).containsExactly(withDefault(tree(format), format));
        }
    }

    private static MapNode withDefault(MapNode tree, Format format) {
        return (format == Format.INI)
                ? MapNode.of(
                        new MapNode.Entry("DEFAULT", MapNode.EMPTY),
                        tree.items().get(0))
                : tree;
    }

    @Test
    void openWhenAnSshKeyIsLockedAndNobodyCanBeAskedSaysSo(@TempDir Path directory) throws IOException {
        String folder = "/io/secretsbridge/key/age/fixtures/";
        String recipient = resource(folder + "ed25519-locked.pub").strip();
        String text = sealed(Format.YAML, List.of(List.of(this.files.keyRing().parse("age", recipient))), 0);
        Path file = Files.createFile(
                directory.resolve("id"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, resource(folder + "ed25519-locked.key"));
        try (SecretFiles locked = SecretFiles.create(KeySettings.ofEnvironment(Map.of(
                "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
                file.toString(),
                "HOME",
                "/nonexistent",
                "XDG_CONFIG_HOME",
                "/nonexistent")))) {
            SecretsException ex = refused(locked, Format.YAML, text);
            assertThat(ex).isInstanceOf(KeyUnavailableException.class);
            assertThat(((KeyUnavailableException) ex).attempts().get(0).outcome())
                    .containsIgnoringCase("passphrase");
        }
    }

    private static String resource(String name) {
        try (InputStream in = BadSealedFileTests.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static String line(String text, String name) {
        return first(text, "(?m)^[^\\n]*\\b(sops_)?" + name + "\\b[^\\n]*\\n");
    }

    private static String first(String text, String pattern) {
        return first(text, Pattern.compile(pattern));
    }

    private static String first(String text, Pattern pattern) {
        return all(text, pattern).get(0);
    }

    private static String last(String text, String pattern) {
        List<String> found = all(text, Pattern.compile(pattern));
        return found.get(found.size() - 1);
    }

    private static String replaceLast(String text, String by) {
        return text.replace(last(text, "ENC\\[[^]]*\\]"), by);
    }

    private static List<String> all(String text, Pattern pattern) {
        return pattern.matcher(text).results().map((match) -> match.group()).toList();
    }
}
