package io.secretsbridge.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secretsbridge.spring.KubeletVolume;
import io.secretsbridge.spring.SecretImportException;
import io.secretsbridge.spring.TestApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/** What a person reads when an application does not start. Each case is a real start. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

    private static final String SECRET = "S3CRET-VALUE";

    @TempDir
    private Path directory;

    private TestApplication application;

    @BeforeEach
    void setUp() {
        this.application = new TestApplication(this.directory.resolve("app"));
    }

    @Test
    void reportWhenFileIsMissingNamesFileAndImport(CapturedOutput output) {
        this.application.imports("sops:secrets.json");
        assertFails(
                output,
                "Secrets that the application needs are not there.",
                "Where: sealed file [" + this.application.path("secrets.json") + "]",
                "Imported by: 'sops:secrets.json' at URL [file:" + this.application.path("application.yaml")
                        + "] - 4:5",
                "Put the sealed file there, or correct the path. Only if the application can do without");
    }

    @Test
    void reportWhenDirectoryIsMissingNamesDirectoryAndImport(CapturedOutput output) {
        Path mount = this.directory.resolve("mount");
        this.application.imports("mounted:" + mount + "/");
        assertFails(
                output,
                "Where: mounted directory [" + mount + "]",
                "Imported by: 'mounted:" + mount + "/' at URL [",
                "Mount the volume there, or correct the path.");
    }

    @Test
    void reportWhenNoKeyFitsNamesKeysAndIdentities(CapturedOutput output) {
        TestApplication other = new TestApplication(this.directory.resolve("other")).seal("secrets.json", "{\"a\": 1}");
        this.application.imports("sops:" + other.path("secrets.json"));
        assertFails(
                output,
                "A sealed file cannot be opened: none of the keys at hand fits.",
                "Where: " + other.path("secrets.json"),
                "The file can be opened with one of these keys, and this became of them:",
                "- age " + other.recipient() + ": ",
                "tried those of " + this.application.recipient(),
                this.application.keysFile() + " (1 identity",
                "Name the file that holds the identity of one of the file's age recipients in"
                        + " secrets-bridge.age.identity-files.");
    }

    @Test
    void reportWhenNoIdentityIsConfiguredSaysSo(CapturedOutput output) {
        this.application
                .seal("secrets.json", "{\"a\": 1}")
                .write(
                        "application.yaml",
                        "secrets-bridge.age.use-default-keys-file: false",
                        "spring.config.import: 'sops:secrets.json'");
        assertFails(output, "secrets-bridge.age.identity-files (not set)", "- age " + this.application.recipient());
    }

    @Test
    void reportWhenIdentityIsNamedInDocumentOfProfileSaysThatTheImportDoesNotSeeIt(CapturedOutput output) {
        this.application
                .seal("secrets.json", "{\"a\": 1}")
                .write(
                        "application.yaml",
                        "secrets-bridge.age.use-default-keys-file: false",
                        "spring.config.import: 'sops:secrets.json'",
                        "---",
                        "spring.config.activate.on-profile: cluster",
                        "secrets-bridge.age.identity-files: '" + this.application.keysFile() + "'");
        assertFails(
                output,
                List.of("spring.profiles.active=cluster"),
                "secrets-bridge.age.identity-files (not set)",
                "a document that a profile or a platform activates");
    }

    @Test
    void reportWhenFileHasNoAgeKeyDoesNotAdviseAboutAge(CapturedOutput output) throws IOException {
        this.application.seal("secrets.json", "{\"a\": 1}").imports("sops:secrets.json");
        Path sealed = this.application.path("secrets.json");
        String other = Files.readString(sealed)
                .replaceFirst(
                        "(?s)\"age\": \\[.*?\\]",
                        "\"pgp\": [{\"created_at\": \"2026-01-01T00:00:00Z\", \"enc\": \"x\", \"fp\": \"ABCD\"}]");
        Files.writeString(sealed, other);
        assertFails(output, "- pgp ABCD: ");
        assertThat(output).doesNotContain("Age identities").doesNotContain(".sops.yaml");
    }

    @Test
    void reportWhenKeysFileIsMissingNamesIt(CapturedOutput output) {
        this.application.seal("secrets.json", "{\"a\": 1}").imports("sops:secrets.json");
        assertFails(
                output,
                List.of("secrets-bridge.age.identity-files=/none/keys.txt"),
                "/none/keys.txt (it does not exist)",
                "secrets-bridge.age.identity-files names");
    }

    @Test
    void reportWhenKeysFileIsOpenToAllSaysHowToCloseIt(CapturedOutput output) throws IOException {
        this.application.seal("secrets.json", "{\"a\": 1}").imports("sops:secrets.json");
        Files.setPosixFilePermissions(this.application.keysFile(), PosixFilePermissions.fromString("rw-r--r--"));
        assertFails(output, this.application.keysFile() + " (", "chmod");
    }

    @Test
    void reportWhenValueIsTamperedWithNamesLineAndKeyPath(CapturedOutput output) {
        this.application
                .seal("secrets.json", "{\"db\": {\"password\": \"" + SECRET + "\"}}")
                .imports("sops:secrets.json");
        replace("secrets.json", "\"password\"", "\"passwort\"");
        assertFails(
                output,
                "A sealed value was changed by someone who does not have the key.",
                "Where: " + this.application.path("secrets.json") + ":3:",
                "[\"db\"][\"passwort\"]",
                "Restore the file from version control.");
    }

    @Test
    void reportWhenPlainPartWasChangedSaysThatMacIsWrong(CapturedOutput output) {
        this.application
                .seal("secrets.json", "{\"url_unencrypted\": \"http://a\", \"key\": \"" + SECRET + "\"}")
                .imports("sops:secrets.json");
        replace("secrets.json", "http://a", "http://b");
        assertFails(
                output,
                "A sealed file is not what was sealed: something was added, removed or replaced.",
                "Where: " + this.application.path("secrets.json"),
                "Restore the file from version control.");
    }

    @Test
    void reportWhenFileIsMalformedNamesLine(CapturedOutput output) {
        this.application
                .write("secrets.json", "{\"db\":", "  {\"password\": \"" + SECRET + "\"")
                .imports("sops:secrets.json");
        assertFails(
                output,
                "A file of secrets is malformed or incomplete.",
                "Where: " + this.application.path("secrets.json") + ":",
                "Imported by: 'sops:secrets.json'");
    }

    @Test
    void reportWhenFileIsEmptySaysWhatItIs(CapturedOutput output) {
        this.application.write("secrets.json").imports("sops:secrets.json");
        assertFails(output, "Where: " + this.application.path("secrets.json"));
    }

    @Test
    void reportWhenFileIsPlainSaysSealIt(CapturedOutput output) {
        this.application
                .write("secrets.json", "{\"password\": \"" + SECRET + "\"}")
                .imports("sops:secrets.json");
        assertFails(
                output, "A file is imported as sealed, and its content is plain.", "Seal it with 'secrets encrypt -i'");
    }

    @Test
    void reportWhenMountedFileIsDanglingNamesIt(CapturedOutput output) throws IOException {
        Path mount = Files.createDirectories(this.directory.resolve("mount"));
        new KubeletVolume(mount).write("db.password", SECRET);
        Files.delete(mount.resolve("..data"));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..gone"));
        this.application.imports("optional:mounted:" + mount + "/");
        assertFails(output, "Secrets that the application needs cannot be read.", "Where: " + mount.resolve("..data"));
    }

    @Test
    void reportWhenImportIsWrongSaysWhatToWrite(CapturedOutput output) {
        this.application.imports("sops:secrets/");
        assertFails(
                output,
                "The configuration of secrets is wrong.",
                "Imported by: 'sops:secrets/'",
                "for a directory of secrets use 'mounted:'.");
    }

    @Test
    void reportWhenSettingIsWrongNamesIt(CapturedOutput output) {
        this.application.seal("secrets.json", "{\"a\": 1}").imports("sops:secrets.json");
        assertFails(
                output, List.of("secrets-bridge.keys.call-timeout=soon"), "secrets-bridge.keys.call-timeout", "soon");
    }

    @Test
    void reportWhenDecryptionOrderIsWrongSaysSo(CapturedOutput output) {
        this.application.seal("secrets.json", "{\"a\": 1}").imports("sops:secrets.json");
        assertFails(output, List.of("secrets-bridge.keys.decryption-order=age,age"), "names age twice");
    }

    @Test
    void exitCodeWhenImportFailsTellsItFromACrash() {
        this.application.write("secrets.json", "{}").imports("sops:secrets.json");
        assertThatThrownBy(this.application::run)
                .isInstanceOf(SecretImportException.class)
                .isInstanceOfSatisfying(
                        ExitCodeGenerator.class,
                        (ex) -> assertThat(ex.getExitCode()).isEqualTo(78));
    }

    @Test
    void reportWhenSecretDoesNotConvertMasksIt(CapturedOutput output) {
        this.application
                .withSource(TypedBeans.class)
                .seal("secrets.json", "{\"typed\": {\"port\": \"" + SECRET + "\"}}")
                .imports("sops:secrets.json");
        assertFails(
                output,
                List.of("debug=true"),
                "Property: typed.port",
                "Value: ****** (secret)",
                "Origin: file [" + this.application.path("secrets.json") + "] - 3:",
                "failed to convert java.lang.String to int",
                "changed with 'secrets edit'");
    }

    @Test
    void reportWhenMountedSecretIsNoEnumConstantMasksItAndListsConstants(CapturedOutput output) {
        Path mount = this.directory.resolve("mount");
        new KubeletVolume(mount).write("typed.level", SECRET);
        this.application.withSource(TypedBeans.class).imports("mounted:" + mount);
        assertFails(output, "Property: typed.level", "which has HIGH, LOW");
    }

    @Test
    void reportWhenPlaceholderStandsForSecretMasksReason(CapturedOutput output) {
        this.application
                .withSource(TypedBeans.class)
                .seal("secrets.json", "{\"db\": {\"password\": \"" + SECRET + "\"}}")
                .imports("sops:secrets.json");
        assertFails(output, List.of("typed.port=${db.password}", "debug=true"), "Property: typed.port");
    }

    @Test
    void reportWhenConstructorRefusesSecretLeavesItsMessageOut(CapturedOutput output) {
        this.application
                .withSource(PickyBeans.class)
                .seal("secrets.json", "{\"picky\": {\"password\": \"" + SECRET + "\"}}")
                .imports("sops:secrets.json");
        assertFails(output, List.of("debug=true"), "Property: picky", "Reason: java.lang.IllegalArgumentException");
    }

    @Test
    void reportWhenValidatorRefusesSecretMasksValueAndMessage(CapturedOutput output) {
        this.application
                .withSource(ValidatedBeans.class)
                .seal("secrets.json", "{\"validated\": {\"password\": \"" + SECRET + "\"}}")
                .imports("sops:secrets.json");
        assertFails(
                output,
                List.of("debug=true", "validated.user=visible"),
                "Property: validated.password",
                "Value: ****** (secret)",
                "Reason: '******' is too weak",
                "Value: visible",
                "Reason: no such user");
    }

    @Test
    void reportWhenSecretHasNoFieldMasksIt(CapturedOutput output) {
        this.application
                .withSource(StrictBeans.class)
                .seal("secrets.json", "{\"strict\": {\"known\": \"a\", \"unknown\": \"" + SECRET + "\"}}")
                .imports("sops:secrets.json");
        assertFails(output, List.of("debug=true"), "Property: strict.unknown", "no field of the target has this name");
    }

    @Test
    void reportWhenPlainValueDoesNotConvertLeavesItToBoot(CapturedOutput output) {
        this.application.withSource(TypedBeans.class).write("application.yaml", "typed.port: visible");
        assertFails(output, "Property: typed.port", "Value: \"visible\"", "NumberFormatException");
    }

    private void replace(String name, String from, String to) {
        String before = this.application.read(name);
        assertThat(before).contains(from);
        try {
            Files.writeString(this.application.path(name), before.replace(from, to));
        } catch (IOException ex) {
            throw new java.io.UncheckedIOException(ex);
        }
    }

    private void assertFails(CapturedOutput output, String... texts) {
        assertFails(output, List.of(), texts);
    }

    private void assertFails(CapturedOutput output, List<String> properties, String... texts) {
        assertThatThrownBy(() -> this.application.run(properties.toArray(String[]::new)))
                .isInstanceOf(RuntimeException.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(texts)
                .doesNotContain(SECRET);
    }

    enum Level {
        LOW,
        HIGH
    }

    @ConfigurationProperties("typed")
    record Typed(int port, Level level) {}

    @EnableConfigurationProperties(Typed.class)
    @Configuration(proxyBeanMethods = false)
    static class TypedBeans {}

    @ConfigurationProperties("picky")
    record Picky(String password) {
        Picky {
            throw new IllegalArgumentException("bad password " + password);
        }
    }

    @EnableConfigurationProperties(Picky.class)
    @Configuration(proxyBeanMethods = false)
    static class PickyBeans {}

    @ConfigurationProperties("validated")
    record Validated(String user, String password) {}

    @EnableConfigurationProperties(Validated.class)
    @Configuration(proxyBeanMethods = false)
    static class ValidatedBeans {

        @Bean
        static Validator configurationPropertiesValidator() {
            return new Validator() {

                @Override
                public boolean supports(Class<?> type) {
                    return type == Validated.class;
                }

                @Override
                public void validate(Object target, Errors errors) {
                    Validated validated = (Validated) target;
                    errors.rejectValue("user", "unknown", "no such user");
                    errors.rejectValue("password", "weak", "'" + validated.password() + "' is too weak");
                }
            };
        }
    }

    @ConfigurationProperties(prefix = "strict", ignoreUnknownFields = false)
    record Strict(String known) {}

    @EnableConfigurationProperties(Strict.class)
    @Configuration(proxyBeanMethods = false)
    static class StrictBeans {}
}
