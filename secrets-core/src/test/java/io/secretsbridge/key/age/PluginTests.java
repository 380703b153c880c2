package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider.Connection;
import io.secretsbridge.key.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the protocol with a program of its own, a shell script that keeps the file key as it is. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class PluginTests {

    private static final String IDENTITY =
            Bech32.encode("age-plugin-test-", new byte[] {1, 2, 3}).toUpperCase(Locale.ROOT);

    private static final String RECIPIENT = Bech32.encode("age1test", new byte[] {4, 5, 6});

    /** Reads up to "done", remembers the stanza that has the key, and puts it into the answer. */
    private static final String HEAD = """
            #!/bin/sh
            echo "$1 $PWD" >> "$WITNESS"
            while read -r arrow type rest; do
              read -r body
              case $type in
                wrap-file-key) answer="recipient-stanza 0 test argument" key=$body ;;
                recipient-stanza) case $rest in '0 test argument') answer="file-key 0" key=$body ;; esac ;;
                add-identity|add-recipient) echo "$rest" >> "$WITNESS" ;;
                done) break ;;
              esac
            done
            say() { printf -- '-> %s\\n%s\\n' "$1" "$2"; read -r arrow result; read -r value; }
            """;

    private static final String WHOLE = HEAD + """
            [ -z "$answer" ] || say "$answer" "$key"
            say 'grease-of-mine 1' ''
            [ "$result" = unsupported ] || exit 1
            printf -- '-> done\\n\\n'
            """;

    @TempDir
    private Path directory;

    private final AgeProvider provider = new AgeProvider();

    private final MasterKey recipient = this.provider.parse(RECIPIENT);

    private final Map<String, String> environment = new HashMap<>();

    private Path witness;

    @BeforeEach
    void setUp() throws IOException {
        this.witness = this.directory.resolve("witness");
        this.environment.put("XDG_CONFIG_HOME", this.directory.toString());
        this.environment.put("PATH", this.directory + ":" + System.getenv("PATH"));
        this.environment.put("WITNESS", this.witness.toString());
        this.environment.put("SOPS_AGE_KEY", IDENTITY);
        plugin(WHOLE);
    }

    private void plugin(String script) throws IOException {
        Path file = this.directory.resolve("age-plugin-test");
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private KeySettings settings() {
        return KeySettings.ofEnvironment(this.environment).withCallTimeout(Duration.ofSeconds(10));
    }

    private String wrap(KeySettings settings) {
        try (Connection connection = this.provider.connect(settings)) {
            return connection.wrap(AgeFixtures.dataKey(), this.recipient);
        }
    }

    private DataKey unwrap(String wrapped, KeySettings settings) {
        try (Connection connection = this.provider.connect(settings)) {
            return connection.unwrap(wrapped, this.recipient);
        }
    }

    private SecretsException refused(String wrapped, KeySettings settings) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> unwrap(wrapped, settings));
        assertThat(ex.getMessage() + ex.action()).doesNotContain(IDENTITY);
        return ex;
    }

    @Test
    void unwrapWhenAnIdentityNamesThePluginOpensWhatItWrapped() throws IOException {
        String wrapped = wrap(settings());
        assertThat(unwrap(wrapped, settings())).isEqualTo(AgeFixtures.dataKey());
        String temporary =
                Path.of(System.getProperty("java.io.tmpdir")).toRealPath().toString();
        assertThat(this.witness)
                .hasContent(String.join(
                        "\n",
                        "--age-plugin=recipient-v1 " + temporary,
                        RECIPIENT,
                        "--age-plugin=identity-v1 " + temporary,
                        IDENTITY));
    }

    // ---- nothing starts because a file says so

    @Test
    void unwrapWhenNoIdentityNamesThePluginDoesNotStartIt() throws IOException {
        String wrapped = wrap(settings());
        Files.delete(this.witness);
        this.environment.put("SOPS_AGE_KEY", new String(AgeIdentity.generate().exposeText()));
        this.environment.put("SECRETS_AGE_PLUGINS", "test");
        assertThat(refused(wrapped, settings()).reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(this.witness).doesNotExist();
    }

    @Test
    void wrapWhenNoIdentityNamesThePluginDoesNotStartIt() {
        this.environment.remove("SOPS_AGE_KEY");
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> wrap(settings()));
        assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED);
        assertThat(ex).hasMessageContaining("would start age-plugin-test, and no identity of yours names that plugin");
        assertThat(ex.action()).contains("SECRETS_AGE_PLUGINS=test");
        assertThat(this.witness).doesNotExist();
    }

    @Test
    void wrapWhenTheUserListsThePluginStartsIt() {
        this.environment.remove("SOPS_AGE_KEY");
        this.environment.put("SECRETS_AGE_PLUGINS", "other, test");
        assertThat(wrap(settings())).isNotEmpty();
    }

    @Test
    void wrapWhenFollowingSopsStartsWhatTheRecipientNames() {
        this.environment.remove("SOPS_AGE_KEY");
        assertThat(wrap(settings().followingSops())).isNotEmpty();
    }

    @Test
    void wrapWhenSettingsArePropertiesNamesTheProperty() {
        KeySettings properties = KeySettings.ofProperties(Map.of("age.use-default-keys-file", "false")::get);
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> wrap(properties));
        assertThat(ex.action()).contains("secrets-bridge.age.plugins");
    }

    @Test
    void unwrapWhenAnotherIdentityFitsDoesNotStartThePlugin() throws IOException {
        AgeIdentity other = AgeIdentity.generate();
        this.environment.put("SOPS_AGE_KEY", IDENTITY + " " + new String(other.exposeText()));
        MasterKey key = this.provider.parse(other.recipient());
        try (Connection connection = this.provider.connect(settings())) {
            assertThat(connection.unwrap(connection.wrap(AgeFixtures.dataKey(), key), key))
                    .isEqualTo(AgeFixtures.dataKey());
        }
        assertThat(this.witness).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "relative"})
    void wrapWhenThePathIsRelativeDoesNotLookThere(String path) {
        this.environment.put("PATH", path);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> wrap(settings()))
                .withMessageContaining("age-plugin-test is needed, and is not in any directory of PATH");
    }

    // ---- what plugins ask and say

    @Test
    void unwrapWhenThePluginAsksHandsTheAnswersOver() throws IOException {
        String wrapped = wrap(settings());
        plugin(HEAD + """
                say msg 'dG91Y2ggG1sybQ'
                echo "$result" >> "$WITNESS"
                say request-secret 'UElO'
                echo "$result $value" >> "$WITNESS"
                say request-public 'TmFtZQ'
                echo "$result $value" >> "$WITNESS"
                say 'confirm eWVw bm9wZQ' 'U3VyZT8'
                echo "$result" >> "$WITNESS"
                say "$answer" "$key"
                printf -- '-> done\\n\\n'
                """);
        List<String> asked = new ArrayList<>();
        Files.delete(this.witness);
        assertThat(unwrap(wrapped, settings().withPrompt(new Recorder(asked)))).isEqualTo(AgeFixtures.dataKey());
        assertThat(asked)
                .containsExactly(
                        "tell age-plugin-test: touch ?[2m",
                        "secret age-plugin-test: PIN",
                        "ask age-plugin-test: Name",
                        "ask age-plugin-test: Sure? (yep / nope)");
        assertThat(Files.readAllLines(this.witness)).endsWith("ok", "ok MTIzNA", "ok eWVw", "ok yes");
    }

    /** Answers 1234 and yep. */
    private record Recorder(List<String> asked) implements Prompt {

        @Override
        public char[] askSecret(String question) {
            this.asked.add("secret " + question);
            return "1234".toCharArray();
        }

        @Override
        public @Nullable String ask(String question) {
            this.asked.add("ask " + question);
            return "yep";
        }

        @Override
        public boolean tell(String message) {
            this.asked.add("tell " + message);
            return true;
        }
    }

    @Test
    void unwrapWhenThePluginAsksAndNobodyIsThereTellsItSo() throws IOException {
        String wrapped = wrap(settings());
        plugin(HEAD + """
                for question in msg request-secret request-public 'confirm eWVw'; do
                  say "$question" 'UElO'
                  [ "$result" = fail ] || exit 1
                done
                say 'error internal' 'bm8gUElO'
                """);
        SecretsException ex = refused(wrapped, settings());
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex).hasMessageStartingWith("age-plugin-test says: no PIN; no identity fits");
    }

    @Test
    void wrapWhenThePluginReportsAnErrorShowsItWithoutControlCharacters() throws IOException {
        plugin(HEAD + "say 'error recipient 0' 'YmFkG1sybQ'\n");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> wrap(settings()))
                .withMessage("age-plugin-test says: bad?[2m")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED));
    }

    // ---- bad plugins

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 0 | broke off",
                "printf 'hello\\n\\n' | broke off",
                "printf -- '-> \\n\\n' | broke off",
                "printf -- '-> file-key 0\\n!!\\n' | broke off",
                "printf -- '-> file-key 0\\nAAAA\\n' | broke off",
                "printf -- '-> file-key 1\\nAAAAAAAAAAAAAAAAAAAAAA\\n' | broke off",
                "say 'file-key 0' \"$key\"; say 'file-key 0' \"$key\" | broke off",
                "say confirm '' | broke off",
                "while :; do say msg ''; done | broke off",
                "head -c 100000 /dev/zero | broke off",
                "cat /dev/zero | broke off",
                "while :; do say 'grease-of-mine' ''; done | broke off",
                "printf -- '-> file-key 0\\n'; yes AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | broke off",
                "yes -- '-> x' | broke off",
                "kill -9 $$ | broke off",
                "exec >&-; sleep 60 | broke off",
                "head -c 20000000 /dev/zero >&2; exit 1 | broke off",
                "sleep 5 & exit 0 | did not answer within 3000 ms",
                "printf -- '-> done\\n\\n' | no identity fits",
                "sleep 60 | did not answer within 3000 ms",
            })
    void unwrapWhenThePluginMisbehavesEndsWithOneError(String script, String problem) throws IOException {
        String wrapped = wrap(settings());
        plugin(HEAD + script + "\n");
        SecretsException ex = refused(wrapped, settings().withCallTimeout(Duration.ofSeconds(3)));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf -- '-> done\\n\\n'",
                "printf -- '-> recipient-stanza 1 test\\n\\n'",
                "printf -- '-> recipient-stanza 0\\n\\n'"
            })
    void wrapWhenThePluginGivesNoStanzaRefuses(String script) throws IOException {
        plugin(HEAD + script + "\n");
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> wrap(settings()))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRAP_FAILED));
    }

    @Test
    void unwrapWhenThePluginIsMissingSaysSo() throws IOException {
        String wrapped = wrap(settings());
        Files.delete(this.directory.resolve("age-plugin-test"));
        assertThat(refused(wrapped, settings()))
                .hasMessageStartingWith("age-plugin-test is needed, and is not in any directory of PATH");
    }

    @Test
    void unwrapWhenInterruptedEndsThePlugin() throws Exception {
        String wrapped = wrap(settings());
        Files.delete(this.witness);
        plugin(HEAD + "sleep 60\n");
        SecretsException[] thrown = new SecretsException[1];
        Thread thread = new Thread(() -> thrown[0] = refused(wrapped, settings()));
        thread.start();
        while (!Files.exists(this.witness)) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(5_000);
        assertThat(thrown[0].reason()).isEqualTo(Reason.INTERRUPTED);
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(strings = {"age-plugin-../../evil-", "age-plugin--", "age-plugin", "age-plugin-a b-"})
    void parseWhenAnIdentityNamesNoPluginRefuses(String prefix) {
        String text = prefix.contains(" ") ? prefix : Bech32.encode(prefix, new byte[3]);
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(
                        () -> PluginIdentity.parse(text.toUpperCase(Locale.ROOT).toCharArray(), settings()))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
    }

    @Test
    void parseWhenARecipientOfAPluginIsMistypedRefuses() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.provider.parse(RECIPIENT.substring(0, RECIPIENT.length() - 1)))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
    }
}
