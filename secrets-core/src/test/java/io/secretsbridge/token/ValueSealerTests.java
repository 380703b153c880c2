package io.secretsbridge.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.ClassPathWithout;
import io.secretsbridge.KeyUnavailableException;
import io.secretsbridge.SecretValue;
import io.secretsbridge.Secrets;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyRing;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.age.AgeKeysFile;
import io.secretsbridge.key.age.AgeProvider;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.ValueNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueSealerTests {

    private static final String NAME = "spring.datasource.password";

    @TempDir
    private Path directory;

    private String recipient;

    private KeySettings settings;

    private KeyRing keyRing;

    private ValueSealer sealer;

    @BeforeEach
    void createKey() {
        Path keys = this.directory.resolve("keys.txt");
        this.recipient = AgeKeysFile.create(keys);
        this.settings = settings(keys);
        this.keyRing = KeyRing.create(this.settings, List.of(new AgeProvider(), new SpellingProvider()));
        this.sealer = new ValueSealer(this.keyRing);
    }

    @AfterEach
    void closeKeyRing() {
        this.keyRing.close();
    }

    private static KeySettings settings(Path keys) {
        return KeySettings.ofProperties(
                Map.of("age.identity-files", keys.toString(), "age.use-default-keys-file", "false"));
    }

    private static SecretValue secret(String text) {
        return SecretValue.owning(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<MasterKey> keys() {
        return List.of(this.keyRing.parse("age", this.recipient));
    }

    private void assertRefused(Reason reason, Runnable call) {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(call::run)
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
    }

    @Test
    void sealValueWhenOpenedUnderItsNameGivesTheValue() {
        String sealed = Secrets.sealValue(NAME, secret("hunter2"), List.of("age:" + this.recipient), this.settings);
        assertThat(sealed)
                .startsWith("ENC[TINK_V1,key:age:" + this.recipient + ",dek:")
                .matches("[\\x21-\\x7E]+")
                .doesNotContain("hunter2", NAME);
        try (SecretValue opened = Secrets.openValue(NAME, sealed, this.settings)) {
            assertThat(opened.exposeString()).isEqualTo("hunter2");
        }
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> Secrets.openValue("other.name", sealed, this.settings))
                .withMessage(
                        "other.name: the sealed value is not authentic here: it was changed, or it was sealed for another"
                                + " name")
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.VALUE_TAMPERED));
    }

    @Test
    void sealWhenCalledTwiceSharesNothingButTheKey() {
        String first = this.sealer.seal(secret("same"), NAME, keys());
        String second = this.sealer.seal(secret("same"), NAME, keys());
        assertThat(SealedValue.parse(first).slots().get(0).wrapped())
                .isNotEqualTo(SealedValue.parse(second).slots().get(0).wrapped());
        assertThat(SealedValue.parse(first).data())
                .isNotEqualTo(SealedValue.parse(second).data());
    }

    @Test
    void openWhenAnyOneOfSeveralKeysIsThereOpens() {
        Path others = this.directory.resolve("others.txt");
        MasterKey other = this.keyRing.parse("age", AgeKeysFile.create(others));
        String sealed = this.sealer.seal(secret("shared"), NAME, List.of(keys().get(0), other, keys().get(0)));
        assertThat(this.sealer.masterKeys(sealed)).containsExactly(keys().get(0), other);
        for (KeySettings each : List.of(this.settings, settings(others))) {
            try (SecretValue opened = Secrets.openValue(NAME, sealed, each)) {
                assertThat(opened.exposeString()).isEqualTo("shared");
            }
        }
        Path foreign = this.directory.resolve("foreign.txt");
        AgeKeysFile.create(foreign);
        assertThatExceptionOfType(KeyUnavailableException.class)
                .isThrownBy(() -> Secrets.openValue(NAME, sealed, settings(foreign)))
                .satisfies((ex) -> assertThat(ex.attempts()).hasSize(2))
                .withMessageContaining(NAME);
    }

    @Test
    void openWhenTheKindHasNoProviderNamesTheArtifact() {
        String sealed = this.sealer
                .seal(secret("x"), NAME, keys())
                .replace("key:age:" + this.recipient, "key:hc-vault:https://vault/v1/transit/keys/k");
        assertThatExceptionOfType(KeyUnavailableException.class)
                .isThrownBy(() -> this.sealer.open(sealed, NAME))
                .satisfies((ex) -> assertThat(ex.action()).contains("io.secretsbridge:secrets-kms-vault"))
                .satisfies((ex) -> assertThat(ex.attempts().get(0).key()).contains("https://vault/v1/transit/keys/k"));
    }

    @Test
    void sealWhenTheValueIsAsLongAsItMayBeOpensAgain() {
        byte[] longest = new byte[ValueSealer.MAX_VALUE];
        longest[longest.length - 1] = 1;
        String sealed = this.sealer.seal(SecretValue.copyOf(longest), NAME, keys());
        try (SecretValue opened = this.sealer.open(sealed, NAME)) {
            assertThat(opened.exposeBytes()).isEqualTo(longest);
        }
        assertRefused(
                Reason.LIMIT_EXCEEDED,
                () -> this.sealer.seal(SecretValue.owning(new byte[ValueSealer.MAX_VALUE + 1]), NAME, keys()));
    }

    @Test
    void sealWhenBoundToBytesOpensWithTheSameOnly() {
        byte[] bound = {0, 1, -1};
        String sealed = this.sealer.seal(secret("x"), bound, keys());
        try (SecretValue opened = this.sealer.open(sealed, bound)) {
            assertThat(opened.exposeString()).isEqualTo("x");
        }
        assertRefused(Reason.VALUE_TAMPERED, () -> this.sealer.open(sealed, new byte[0]));
        assertRefused(Reason.VALUE_TAMPERED, () -> this.sealer.open(sealed, new byte[] {0, 1, -1, 0}));
        byte[] tooMuch = new byte[ValueSealer.MAX_ASSOCIATED_DATA + 1];
        assertRefused(Reason.LIMIT_EXCEEDED, () -> this.sealer.seal(secret("x"), tooMuch, keys()));
        assertRefused(Reason.LIMIT_EXCEEDED, () -> this.sealer.open(sealed, tooMuch));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\n", "\uD800", "a\uDC00b"})
    void sealWhenTheNameIsNoneIsRefused(String name) {
        assertRefused(Reason.INVALID_ARGUMENT, () -> this.sealer.seal(secret("x"), name, keys()));
    }

    @Test
    void sealWhenThereIsNoKeyOrTooManyIsRefused() {
        assertRefused(Reason.INVALID_ARGUMENT, () -> this.sealer.seal(secret("x"), NAME, List.of()));
        List<MasterKey> many = Collections.nCopies(SealedValue.MAX_KEYS + 1, "x").stream()
                .map((x) -> this.keyRing.parse("age", AgeKeysFile.create(this.directory.resolve("k" + Math.random()))))
                .toList();
        assertRefused(Reason.LIMIT_EXCEEDED, () -> this.sealer.seal(secret("x"), NAME, many));
        String most = this.sealer.seal(secret("x"), NAME, many.subList(0, SealedValue.MAX_KEYS));
        assertThat(this.sealer.masterKeys(most)).hasSize(SealedValue.MAX_KEYS);
    }

    @Test
    void sealWhenTheWrappedKeyIsTooLongIsRefused() {
        assertRefused(
                Reason.LIMIT_EXCEEDED,
                () -> this.sealer.seal(secret("x"), NAME, List.of(this.keyRing.parse("spelling", "long"))));
    }

    @Test
    void keyUriWhenTheTextOfAKeyHasOddCharactersSaysItExactly() {
        MasterKey odd = this.keyRing.parse("spelling", "a,b]c[ %20ä€|k:v+r@=~");
        String uri = KeyUri.of(odd, this.keyRing);
        assertThat(uri).isEqualTo("spelling:a%2Cb%5Dc%5B%20%2520%C3%A4%E2%82%AC%7Ck:v+r@=~");
        assertThat(KeyUri.parse(uri, this.keyRing)).isEqualTo(odd);
        try (SecretValue opened = this.sealer.open(this.sealer.seal(secret("x"), NAME, List.of(odd)), NAME)) {
            assertThat(opened.exposeString()).isEqualTo("x");
        }
    }

    @Test
    void keyUriWhenTheTextDoesNotSayAllOfTheKeyIsRefused() {
        MasterKey more = new MasterKey(
                "spelling",
                MapNode.of(
                        new MapNode.Entry("name", ValueNode.string("a")),
                        new MapNode.Entry("more", ValueNode.string("b"))));
        assertRefused(Reason.INVALID_KEY, () -> KeyUri.of(more, this.keyRing));
        assertRefused(
                Reason.INVALID_KEY, () -> KeyUri.of(this.keyRing.parse("spelling", "x".repeat(4090)), this.keyRing));
    }

    @Test
    void keyUriWhenNoProviderServesTheKindIsRefused() {
        assertRefused(Reason.INVALID_CONFIGURATION, () -> KeyUri.parse("kms:arn:aws:kms:x", this.keyRing));
        assertThat(KeyUri.kind("azure-kv:https://v")).isEqualTo("azure_kv");
    }

    @Test
    void looksSealedWhenAnythingOfItIsThereIsTrue() {
        assertThat(ValueSealer.looksSealed("ENC[TINK_V1,key:")).isTrue();
        assertThat(ValueSealer.looksSealed(" ENC[TINK_V2]")).isTrue();
        assertThat(ValueSealer.looksSealed("ENC[AES256_GCM,data:")).isFalse();
        assertThat(ValueSealer.looksSealed("hunter2")).isFalse();
    }

    @Test
    void sealAndOpenWhenTinkIsMissingSayWhatToAdd() throws Exception {
        String sealed = Vectors.valid().get(0).text("sealed");
        List<String> lines = ClassPathWithout.run("tink", WithoutTink.class, NAME, sealed);
        assertThat(lines)
                .containsExactly(
                        "INVALID_CONFIGURATION Add io.secretsbridge:secrets-tink to the class path",
                        "INVALID_CONFIGURATION Add io.secretsbridge:secrets-tink to the class path");
    }

    /** What the other JVM does. */
    static final class WithoutTink {

        private WithoutTink() {}

        public static void main(String[] arguments) {
            String name = arguments[0];
            say(() -> Secrets.sealValue(name, secret("x"), List.of("age:" + Vectors.RECIPIENT), Vectors.settings()));
            say(() -> Secrets.openValue(name, arguments[1], Vectors.settings()));
        }

        private static void say(Runnable call) {
            try {
                call.run();
                System.out.println("done");
            } catch (SecretsException ex) {
                System.out.println(ex.reason() + " " + ex.action());
            }
        }
    }

    /** Keys whose names may have any characters, and that only encode. */
    private static final class SpellingProvider implements MasterKeyProvider {

        @Override
        public String kind() {
            return "spelling";
        }

        @Override
        public MasterKey parse(String uri) {
            return new MasterKey(kind(), MapNode.of(new MapNode.Entry("name", ValueNode.string(uri))));
        }

        @Override
        public String describe(MasterKey masterKey) {
            return masterKey.field("name");
        }

        @Override
        public Connection connect(KeySettings settings) {
            return new Connection() {
                @Override
                public String wrap(DataKey dataKey, MasterKey masterKey) {
                    String padding = masterKey.field("name").equals("long") ? "=".repeat(20_000) : "";
                    return Base64.getEncoder().encodeToString(dataKey.exposeBytes()) + padding;
                }

                @Override
                public DataKey unwrap(String wrapped, MasterKey masterKey) {
                    return DataKey.copyOf(Base64.getDecoder().decode(wrapped));
                }

                @Override
                public void close() {}
            };
        }
    }
}
