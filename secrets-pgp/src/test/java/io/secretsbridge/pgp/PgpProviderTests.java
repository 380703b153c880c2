package io.secretsbridge.pgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.pgp.TestKey.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPCompressedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.PGPKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data keys in PGP messages, with keys made here. */
class PgpProviderTests {

    private static final Duration LIVES = Duration.ZERO;

    private static final Duration ENDED = Duration.ofDays(5);

    private static final TestKey CURVE = TestKey.of(Kind.CURVE_25519);

    private static final TestKey OTHER = TestKey.of(Kind.CURVE_25519);

    private static final TestKey LOCKED = TestKey.builder(Kind.CURVE_25519)
            .passphrase("pässword")
            .subKey(LIVES)
            .build();

    @TempDir
    Path directory;

    private final MasterKeyProvider provider = new PgpProvider();

    private final DataKey dataKey = DataKey.generate();

    private final List<String> questions = new ArrayList<>();

    @AfterEach
    void close() {
        this.dataKey.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789abcdef",
                "0x0123456789ABCDEF",
                "0123456789ABCDEF!",
                "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567",
                "0123456789ABCDEF0123456789ABCDEF01234567!"
            })
    void parseWhenTextIsAFingerprintKeepsItWithoutSpaces(String text) {
        MasterKey key = this.provider.parse(text);
        assertThat(key.kind()).isEqualTo("pgp");
        assertThat(key.field("fp")).isEqualTo(text.replace(" ", ""));
        assertThat(this.provider.describe(key)).isEqualTo(key.field("fp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABCD1234", "alice@example.com", "0123456789ABCDEG", "0123456789ABCDEF!!", "--version"})
    void parseWhenTextIsNoFingerprintRefuses(String text) {
        SecretsException ex = catchThrowableOfType(SecretsException.class, () -> this.provider.parse(text));
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex.action()).contains("gpg --list-keys");
    }

    @Test
    void recordsCreationAlways() {
        assertThat(this.provider.recordsCreation()).isTrue();
        assertThat(this.provider.isRemote()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void wrapWhenKeyIsInOrderWritesArmourAsSopsDoes(Kind kind) {
        TestKey key = TestKey.of(kind);
        String wrapped = wrap(files(key.writePublic(file("public"))), key.fingerprint());
        assertThat(wrapped)
                .startsWith("-----BEGIN PGP MESSAGE-----\n\n")
                .endsWith("\n-----END PGP MESSAGE-----")
                .matches("(?s)-----BEGIN PGP MESSAGE-----\n\n([A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{1,64}={0,2}\n"
                        + "=[A-Za-z0-9+/]{4}\n-----END PGP MESSAGE-----");
        assertUnwraps(files(key.writeSecret(file("secret"))), wrapped);
    }

    @Test
    void wrapWhenKeyIsNamedInAnyWayFindsIt() {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        String fingerprint = CURVE.fingerprint();
        for (String name : List.of(
                fingerprint,
                fingerprint.toLowerCase(Locale.ROOT),
                fingerprint.substring(24),
                "0x" + fingerprint.substring(24),
                CURVE.subKey(0),
                CURVE.subKey(0) + "!",
                CURVE.subKey(0).substring(24) + "!")) {
            assertUnwraps(settings, wrap(settings, name));
        }
    }

    @Test
    void wrapWhenKeyHasSeveralSubKeysTakesTheNewestOrTheOneDemanded() {
        TestKey key = TestKey.builder(Kind.CURVE_25519)
                .subKey(LIVES)
                .subKey(LIVES)
                .subKey(ENDED)
                .build();
        KeySettings settings = files(key.writePublic(file("key")));
        assertThat(recipients(wrap(settings, key.fingerprint())))
                .contains(key.subKey(1).substring(24));
        assertThat(recipients(wrap(settings, key.subKey(0))))
                .contains(key.subKey(1).substring(24));
        assertThat(recipients(wrap(settings, key.subKey(0) + "!")))
                .contains(key.subKey(0).substring(24));
        assertThat(wrapFailure(settings, key.subKey(2) + "!").problem())
                .contains("the sub-key for encryption " + key.subKey(2) + " expired on 20");
    }

    private static String recipients(String wrapped) {
        return Message.parse(wrapped).recipients();
    }

    @Test
    void wrapWhenKeyExpiredRefuses() {
        TestKey key =
                TestKey.builder(Kind.CURVE_25519).life(ENDED).subKey(LIVES).build();
        SecretsException ex = wrapFailure(files(key.writePublic(file("key"))), key.fingerprint());
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex.problem()).matches("the PGP key " + key.fingerprint() + " expired on 20\\d\\d-\\d\\d-\\d\\d");
    }

    @Test
    void wrapWhenAllSubKeysExpiredRefuses() {
        TestKey key = TestKey.builder(Kind.CURVE_25519).subKey(ENDED).build();
        assertThat(wrapFailure(files(key.writePublic(file("key"))), key.fingerprint())
                        .problem())
                .contains("the sub-key for encryption " + key.subKey(0) + " expired on");
    }

    @Test
    void wrapWhenKeyIsRevokedRefuses() {
        TestKey key = TestKey.builder(Kind.CURVE_25519).revoked().subKey(LIVES).build();
        assertThat(wrapFailure(files(key.writePublic(file("key"))), key.fingerprint())
                        .problem())
                .isEqualTo("the PGP key " + key.fingerprint() + " is revoked");
    }

    @Test
    void wrapWhenKeyHasNoSubKeyForEncryptionRefuses() {
        TestKey key = TestKey.builder(Kind.CURVE_25519).build();
        assertThat(wrapFailure(files(key.writePublic(file("key"))), key.fingerprint())
                        .problem())
                .contains("no intact sub-key for encryption");
    }

    @Test
    void wrapWhenSubKeyIsSignedByAnotherKeyRefuses() {
        // Whoever can write the ring could put a sub-key of his own under the primary key.
        PGPPublicKey foreign = OTHER.publicKeys().getPublicKey(Hex.decode(OTHER.subKey(0)));
        TestKey key = TestKey.builder(Kind.CURVE_25519).build();
        Path file = file("key");
        assertThat(file).doesNotExist();
        try {
            Files.write(
                    file,
                    PGPPublicKeyRing.insertPublicKey(key.publicKeys(), foreign).getEncoded());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        assertThat(wrapFailure(files(file), key.fingerprint()).reason()).isEqualTo(Reason.INVALID_KEY);
    }

    @Test
    void wrapWhenKeyIsRenewedInAnotherFileUsesThatOne() throws Exception {
        TestKey key = TestKey.of(Kind.CURVE_25519);
        PGPPublicKey primary = key.publicKeys().getPublicKey();
        Path bare = file("bare");
        Files.write(bare, new PGPPublicKeyRing(List.of(primary)).getEncoded());
        KeySettings settings = files(bare, key.writePublic(file("whole")));
        assertThat(wrap(settings, key.fingerprint())).startsWith("-----BEGIN");
    }

    @Test
    void wrapWhenKeyIsNowhereSaysWhereItWasLookedFor() {
        Path other = OTHER.writePublic(file("other"));
        SecretsException ex = wrapFailure(files(other), CURVE.fingerprint());
        assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY);
        assertThat(ex.problem())
                .isEqualTo(
                        "there is no public key " + CURVE.fingerprint() + "; looked at " + other + " (1 public key)");
        assertThat(ex.action()).contains("secrets-bridge.pgp.key-files");
    }

    @Test
    void unwrapWhenKeyExpiredOrIsRevokedOpens() {
        TestKey key = TestKey.builder(Kind.CURVE_25519)
                .life(ENDED)
                .subKey(ENDED)
                .revoked()
                .build();
        assertUnwraps(files(key.writeSecret(file("key"))), seal(key.subKeyOf(0)));
    }

    @Test
    void unwrapWhenMessageIsForSeveralKeysOpensWithEach() {
        String wrapped = seal(OTHER.subKeyOf(0), CURVE.subKeyOf(0));
        assertUnwraps(files(CURVE.writeSecret(file("one"))), wrapped);
        assertUnwraps(files(OTHER.writeSecret(file("other"))), wrapped);
    }

    @Test
    void unwrapWhenMessageHidesItsRecipientTriesAllKeys() {
        PGPKeyEncryptionMethodGenerator hidden =
                new BcPublicKeyKeyEncryptionMethodGenerator(CURVE.subKeyOf(0)).setUseWildcardRecipient(true);
        String wrapped = message(sealer(true, List.of(hidden)), this.dataKey.exposeBytes(), false);
        assertUnwraps(files(OTHER.writeSecret(file("other")), CURVE.writeSecret(file("key"))), wrapped);
        assertThat(unwrapFailure(files(OTHER.writeSecret(file("another"))), wrapped)
                        .problem())
                .contains("a key that the message hides");
    }

    @Test
    void unwrapWhenMessageIsCompressedOrByAeadOpens() {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        List<PGPKeyEncryptionMethodGenerator> methods = methods(CURVE.subKeyOf(0));
        assertUnwraps(settings, message(sealer(true, methods), this.dataKey.exposeBytes(), true));
        BcPGPDataEncryptorBuilder aead = new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256);
        aead.setWithAEAD(AEADAlgorithmTags.OCB, 6);
        aead.setUseV5AEAD();
        assertUnwraps(settings, message(generator(aead, methods), this.dataKey.exposeBytes(), false));
    }

    @Test
    void unwrapWhenNothingProtectsTheMessageRefuses() {
        String wrapped = message(sealer(false, methods(CURVE.subKeyOf(0))), this.dataKey.exposeBytes(), false);
        assertThat(unwrapFailure(files(CURVE.writeSecret(file("key"))), wrapped).problem())
                .contains("nothing in it shows whether it was changed");
    }

    @Test
    void unwrapWhenMessageHoldsNoKeyRefuses() {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        for (int length : List.of(0, Message.MAX_KEY_LENGTH + 1, 10_000)) {
            String wrapped = message(sealer(true, methods(CURVE.subKeyOf(0))), new byte[length], true);
            assertThat(unwrapFailure(settings, wrapped).problem())
                    .contains((length == 0) ? "it is empty" : "it holds more than a key");
        }
    }

    /** Each of the messages has a few hundred bytes, and unpacks to megabytes or claims to hold them. */
    @ParameterizedTest
    @ValueSource(ints = {CompressionAlgorithmTags.ZIP, CompressionAlgorithmTags.ZLIB, CompressionAlgorithmTags.BZIP2})
    void unwrapWhenMessageUnpacksToTooMuchRefuses(int algorithm) throws Exception {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        byte[] bomb = compressed(algorithm, literal(new byte[2_000_000]));
        byte[] behindTheKey = compressed(algorithm, join(literal(this.dataKey.exposeBytes()), new byte[2_000_000]));
        for (byte[] packets : List.of(
                bomb, behindTheKey, compressed(algorithm, bomb), compressed(CompressionAlgorithmTags.ZIP, bomb))) {
            String wrapped = sealed(packets);
            assertThat(wrapped).hasSizeLessThan(Message.MAX_LENGTH);
            assertThat(unwrapFailure(settings, wrapped).problem())
                    .startsWith("the wrapped key is damaged: it unpacks to more than 64 KiB;");
        }
    }

    @Test
    void unwrapWhenMessageIsPackedTooOftenRefuses() throws Exception {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        byte[] packets = literal(this.dataKey.exposeBytes());
        packets = compressed(CompressionAlgorithmTags.ZIP, compressed(CompressionAlgorithmTags.ZLIB, packets));
        assertUnwraps(settings, sealed(packets));
        for (int i = 0; i < 10; i++) {
            packets = compressed(CompressionAlgorithmTags.ZIP, packets);
        }
        assertThat(unwrapFailure(settings, sealed(packets)).problem())
                .startsWith("the wrapped key is damaged: there is no data in it;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Signatures of version 4 and 6, the second of which says that it has two gigabytes.
                "c20a04000108ffff00000000",
                "c20c060001087ffffff000000000",
                // A packet whose own length is said to be two gigabytes.
                "cb7ffffff062",
                "cbff7ffffff06200",
                "c2ff7ffffff004000108",
                "d4ff7ffffff0"
            })
    void unwrapWhenMessageClaimsALengthThatItHasNotRefuses(String packets) throws Exception {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        SecretsException ex = unwrapFailure(settings, sealed(Hex.decode(packets)));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.problem()).startsWith("the wrapped key is damaged: ");
    }

    @Test
    void unwrapWhenMessageIsSealedByPassphraseSaysSo() throws Exception {
        String wrapped = message(
                sealer(true, List.of(new BcPBEKeyEncryptionMethodGenerator("secret".toCharArray()))),
                this.dataKey.exposeBytes(),
                false);
        assertThat(unwrapFailure(files(CURVE.writeSecret(file("key"))), wrapped).problem())
                .contains("no secret key was found for no key, only a passphrase");
    }

    @Test
    void unwrapWhenMessageIsForAnotherKeySaysWhichAndWhatIsThere() {
        Path key = CURVE.writeSecret(file("key"));
        SecretsException ex = unwrapFailure(files(key), seal(OTHER.subKeyOf(0)));
        assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
        assertThat(ex.problem())
                .isEqualTo("no secret key was found for the key "
                        + OTHER.subKey(0).substring(24) + "; looked at " + key + " (1 secret key)");
        assertThat(ex.action()).contains("secrets-bridge.pgp.key-files").contains("secrets-bridge.pgp.gpg-program");
    }

    @Test
    void unwrapWhenOnlyThePublicKeyIsThereSaysSo() {
        Path key = CURVE.writePublic(file("key"));
        assertThat(unwrapFailure(files(key), seal(CURVE.subKeyOf(0))).problem()).contains("(1 public key)");
    }

    @Test
    void unwrapWhenNothingIsConfiguredNamesTheProperty() {
        assertThat(unwrapFailure(KeySettings.ofProperties(Map.of()), seal(CURVE.subKeyOf(0)))
                        .problem())
                .endsWith("; looked at secrets-bridge.pgp.key-files (not set)");
    }

    @Test
    void unwrapWhenArmourIsThatOfOldProgramsOpens() {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        String wrapped = wrap(settings, CURVE.fingerprint());
        String withHeaders = wrapped.replaceFirst("\n", "\nVersion: GnuPG v1.4.11 (GNU/Linux)\nComment: x: y\n");
        for (String old : List.of(
                wrapped + "\n",
                "\n" + wrapped + "\n\n",
                withHeaders,
                withHeaders.replace("\n", "\r\n"),
                wrapped.replace("\n", "\r\n"))) {
            assertUnwraps(settings, old);
        }
    }

    @Test
    void unwrapWhenArmourIsBrokenRefuses() {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        String wrapped = wrap(settings, CURVE.fingerprint());
        int middle = wrapped.length() / 2;
        for (String broken : List.of(
                "",
                "-----BEGIN PGP MESSAGE-----",
                wrapped.substring(0, middle),
                wrapped.replaceAll("\n=....\n", "\n=AAAA\n"),
                wrapped.replaceAll("(?m)^[A-Za-z0-9]", "*"),
                wrapped.replace("MESSAGE", "SIGNATURE"),
                "x".repeat(Message.MAX_LENGTH + 1))) {
            SecretsException ex = unwrapFailure(settings, broken);
            assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
            assertThat(ex.problem()).contains("the wrapped key is damaged");
        }
    }

    @Test
    void unwrapWhenAnyByteOfTheMessageIsChangedRefusesOrGivesTheSameKey() throws Exception {
        KeySettings settings = files(CURVE.writeSecret(file("key")));
        byte[] packets =
                Base64.getMimeDecoder().decode(seal(CURVE.subKeyOf(0)).replaceAll("-----[A-Z ]+-----|\n=....\n", ""));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            for (int i = 0; i < packets.length; i++) {
                byte[] changed = packets.clone();
                changed[i] ^= 0x10;
                String text = message(changed);
                try (DataKey opened = connection.unwrap(text, this.provider.parse(CURVE.fingerprint()))) {
                    assertThat(opened).isEqualTo(this.dataKey);
                } catch (SecretsException ex) {
                    assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
                }
            }
        }
    }

    private static String message(byte[] packets) throws IOException {
        return "-----BEGIN PGP MESSAGE-----\n\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(packets)
                + "\n-----END PGP MESSAGE-----";
    }

    @Test
    void unwrapWhenKeyIsLockedAsksOnce() {
        Path key = LOCKED.writeSecret(file("key"));
        KeySettings settings = files(key).withPrompt((question) -> {
            this.questions.add(question);
            return "pässword".toCharArray();
        });
        String wrapped = seal(LOCKED.subKeyOf(0));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            for (int i = 0; i < 2; i++) {
                try (DataKey opened = connection.unwrap(wrapped, this.provider.parse(LOCKED.fingerprint()))) {
                    assertThat(opened).isEqualTo(this.dataKey);
                }
            }
        }
        assertThat(this.questions)
                .containsExactly(
                        "Passphrase for the PGP key " + LOCKED.subKey(0).substring(24) + " in " + key + ":");
    }

    @Test
    void unwrapWhenPassphraseIsInAFileReadsItThere() throws Exception {
        Path passphrase = file("passphrase");
        Files.createFile(
                passphrase, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passphrase, "pässword\n");
        KeySettings settings = files(LOCKED.writeSecret(file("key")))
                .withProperties(Map.of("pgp.passphrase-file", passphrase.toString()));
        assertUnwraps(settings, seal(LOCKED.subKeyOf(0)));
    }

    @Test
    void unwrapWhenPassphraseIsWrongSaysSoAndAsksNoSecondTime() {
        KeySettings settings = files(LOCKED.writeSecret(file("key"))).withPrompt((question) -> {
            this.questions.add(question);
            return "hunter2".toCharArray();
        });
        String wrapped = seal(LOCKED.subKeyOf(0));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            for (int i = 0; i < 2; i++) {
                SecretsException ex = catchThrowableOfType(
                        SecretsException.class,
                        () -> connection.unwrap(wrapped, this.provider.parse(LOCKED.fingerprint())));
                assertThat(ex.problem())
                        .contains("does not open with this passphrase")
                        .doesNotContain("hunter2");
                assertThat(ex.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
            }
        }
        assertThat(this.questions).hasSize(1);
    }

    @Test
    void unwrapWhenKeyIsLockedAndNobodyIsThereSaysSo() {
        SecretsException ex = unwrapFailure(files(LOCKED.writeSecret(file("key"))), seal(LOCKED.subKeyOf(0)));
        assertThat(ex.problem()).contains("needs a passphrase, and there is nobody to ask for it");
    }

    @Test
    void unwrapWhenAnotherKeyOpensItAsksNobody() {
        KeySettings settings = files(LOCKED.writeSecret(file("locked")), CURVE.writeSecret(file("open")))
                .withPrompt((question) -> {
                    throw new AssertionError(question);
                });
        assertUnwraps(settings, seal(LOCKED.subKeyOf(0), CURVE.subKeyOf(0)));
    }

    @Test
    void unwrapWhenSecretKeyFileIsExposedRefusesIt() throws Exception {
        Path key = CURVE.writeSecret(file("key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        SecretsException ex = unwrapFailure(files(key), seal(CURVE.subKeyOf(0)));
        assertThat(ex.problem()).contains("every user of this machine can read it");
        assertThat(ex.action()).isEqualTo("Run: chmod 600 " + key);
        assertUnwraps(files(key).followingSops(), seal(CURVE.subKeyOf(0)));
    }

    @Test
    void wrapWhenPublicKeyFileIsReadableByAllUsesIt() throws Exception {
        Path key = CURVE.writePublic(file("key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(wrap(files(key), CURVE.fingerprint())).startsWith("-----BEGIN");
    }

    @Test
    void unwrapWhenFileHasSeveralArmouredBlocksReadsAll() throws Exception {
        Path one = OTHER.writeSecret(file("one"));
        Path all = CURVE.writeSecret(file("all"));
        Files.writeString(all, Files.readString(one) + "\nA note.\n\n" + Files.readString(all));
        assertUnwraps(files(all), seal(CURVE.subKeyOf(0)));
        assertUnwraps(files(all), seal(OTHER.subKeyOf(0)));
    }

    @Test
    void unwrapWhenRingEndsInSomethingElseUsesWhatIsBeforeIt() throws Exception {
        Path key = CURVE.write(file("key"), true, false);
        byte[] ring = Files.readAllBytes(key);
        byte[] longer = Arrays.copyOf(ring, ring.length + 40);
        Arrays.fill(longer, ring.length, longer.length, (byte) 0xC5);
        Files.write(key, longer);
        assertUnwraps(files(key), seal(CURVE.subKeyOf(0)));
        assertThat(unwrapFailure(files(key), seal(OTHER.subKeyOf(0))).problem())
                .contains("(1 secret key, then something that cannot be read)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n", "\u0099\u0001"})
    void unwrapWhenKeyFileIsBrokenSaysSo(String content) throws Exception {
        Path key = file("key");
        Files.writeString(key, content, StandardCharsets.ISO_8859_1);
        SecretsException ex = unwrapFailure(files(key), seal(CURVE.subKeyOf(0)));
        assertThat(ex.problem()).contains(key + " (it holds no PGP key that can be read)");
        assertThat(ex.action()).contains("gpg --export-secret-keys");
    }

    @Test
    void unwrapWhenKeyFileIsMissingSaysSo() {
        Path key = file("missing");
        assertThat(unwrapFailure(files(key), seal(CURVE.subKeyOf(0))).problem()).contains(key + " (it does not exist)");
    }

    @Test
    void unwrapWhenKeysAreInRingsOfOldGpgReadsThem() {
        CURVE.write(file("pubring.gpg"), false, false);
        CURVE.write(file("secring.gpg"), true, false);
        KeySettings settings = KeySettings.ofEnvironment(Map.of("GNUPGHOME", this.directory.toString()));
        assertUnwraps(settings, wrap(settings, CURVE.fingerprint()));
    }

    @Test
    void connectWhenSettingsComeFromPropertiesLooksAtNoHome() {
        CURVE.write(file("secring.gpg"), true, false);
        KeySettings named = KeySettings.ofProperties(Map.of("pgp.gnupg-home", this.directory.toString()));
        assertUnwraps(named, seal(CURVE.subKeyOf(0)));
        assertThat(unwrapFailure(KeySettings.ofProperties(Map.of()), seal(CURVE.subKeyOf(0)))
                        .problem())
                .doesNotContain(".gnupg");
    }

    @Test
    void connectWhenVariableNamesKeyFilesReadsThem() {
        Path key = CURVE.writeSecret(file("key"));
        Map<String, String> environment = new HashMap<>();
        environment.put("SECRETS_PGP_KEY_FILES", " " + key + " , ");
        environment.put("HOME", this.directory.toString());
        assertUnwraps(KeySettings.ofEnvironment(environment), seal(CURVE.subKeyOf(0)));
    }

    @Test
    void unwrapWhenProgramOpensItReturnsItsKey() throws Exception {
        Path program = program("printf %s 01234567890123456789012345678901");
        KeySettings settings = KeySettings.ofProperties(Map.of("pgp.gpg-program", program.toString()));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings);
                DataKey opened = connection.unwrap(seal(CURVE.subKeyOf(0)), this.provider.parse(CURVE.fingerprint()))) {
            assertThat(opened.exposeBytes()).asString(StandardCharsets.US_ASCII).endsWith("901");
        }
        assertThat(Files.readString(file("arguments"))).contains("--batch").contains("--decrypt");
        assertThat(Files.readString(file("input"))).startsWith("-----BEGIN PGP MESSAGE-----");
    }

    @Test
    void unwrapWhenProgramPrintsNothingOrTooMuchRefuses() throws Exception {
        for (String script : List.of("exit 0", "head -c 100 /dev/zero")) {
            KeySettings settings = KeySettings.ofProperties(
                    Map.of("pgp.gpg-program", program(script).toString()));
            assertThat(unwrapFailure(settings, seal(CURVE.subKeyOf(0))).reason())
                    .isEqualTo(Reason.KEY_UNAVAILABLE);
        }
    }

    @Test
    void unwrapWhenProgramDoesNotEndStopsAtTheLimit() throws Exception {
        KeySettings settings = KeySettings.ofProperties(
                        Map.of("pgp.gpg-program", program("sleep 60").toString()))
                .withCallTimeout(Duration.ofSeconds(1));
        assertThat(unwrapFailure(settings, seal(CURVE.subKeyOf(0))).problem()).contains("did not end within 1000 ms");
    }

    @Test
    void unwrapWhenProgramGetsNoPassphraseSaysSo() throws Exception {
        Path program =
                program("echo '[GNUPG:] KEY_CONSIDERED A 0' >&2; echo '[GNUPG:] PINENTRY_LAUNCHED 1' >&2; exit 2");
        KeySettings settings = KeySettings.ofProperties(Map.of("pgp.gpg-program", program.toString()));
        assertThat(unwrapFailure(settings, seal(CURVE.subKeyOf(0))).problem()).contains("gpg got no passphrase");
    }

    @Test
    void wrapWhenProgramKnowsTheKeyUsesIt() throws Exception {
        Path program = program("echo; echo ARMOUR; echo");
        KeySettings settings = KeySettings.ofProperties(Map.of("pgp.gpg-program", program.toString()));
        assertThat(wrap(settings, CURVE.fingerprint())).isEqualTo("ARMOUR");
        assertThat(Files.readString(file("arguments")))
                .contains("--no-auto-key-locate")
                .contains("--recipient " + CURVE.fingerprint());
        assertThat(Files.readAllBytes(file("input"))).isEqualTo(this.dataKey.exposeBytes());
    }

    @Test
    void wrapWhenProgramRefusesSaysWhy() throws Exception {
        Path program = program("echo '[GNUPG:] INV_RECP 5 X' >&2; exit 2");
        KeySettings settings = KeySettings.ofProperties(Map.of("pgp.gpg-program", program.toString()));
        assertThat(wrapFailure(settings, CURVE.fingerprint()).problem())
                .isEqualTo("gpg cannot seal: the key " + CURVE.fingerprint() + " expired");
    }

    @Test
    void unwrapWhenPropertiesNameNoProgramStartsNone() throws Exception {
        Path program = program("exit 0");
        KeySettings settings = files(OTHER.writeSecret(file("key")));
        unwrapFailure(settings, seal(CURVE.subKeyOf(0)));
        assertThat(program).exists();
        assertThat(file("arguments")).doesNotExist();
    }

    @Test
    void unwrapWhenEnvironmentNamesAProgramUsesIt() throws Exception {
        Path program = program("printf %s 01234567890123456789012345678901");
        KeySettings settings = KeySettings.ofEnvironment(Map.of(
                "SOPS_GPG_EXEC", program.toString(), "HOME", this.directory.toString(), "PATH", "/usr/bin:/bin"));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings);
                DataKey opened = connection.unwrap(seal(CURVE.subKeyOf(0)), this.provider.parse(CURVE.fingerprint()))) {
            assertThat(opened.length()).isEqualTo(32);
        }
    }

    private Path program(String script) throws IOException {
        Path program = file("gpg-" + Integer.toHexString(script.hashCode()));
        Files.createFile(program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                program,
                "#!/bin/sh\nPATH=/usr/bin:/bin\necho \"$@\" >" + file("arguments") + "\ncat >" + file("input") + "\n"
                        + script + "\n");
        return program;
    }

    private Path file(String name) {
        return this.directory.resolve(name);
    }

    private static KeySettings files(Path... files) {
        List<String> paths = Arrays.stream(files).map(Path::toString).toList();
        return KeySettings.ofProperties(Map.of("pgp.key-files", String.join(",", paths)));
    }

    private String wrap(KeySettings settings, String fingerprint) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            return connection.wrap(this.dataKey, this.provider.parse(fingerprint));
        }
    }

    private SecretsException wrapFailure(KeySettings settings, String fingerprint) {
        return catchThrowableOfType(SecretsException.class, () -> wrap(settings, fingerprint));
    }

    private void assertUnwraps(KeySettings settings, String wrapped) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings);
                DataKey opened = connection.unwrap(wrapped, this.provider.parse(CURVE.fingerprint()))) {
            assertThat(opened).isEqualTo(this.dataKey);
        }
    }

    private SecretsException unwrapFailure(KeySettings settings, String wrapped) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            MasterKey key = this.provider.parse(CURVE.fingerprint());
            return catchThrowableOfType(SecretsException.class, () -> connection.unwrap(wrapped, key));
        }
    }

    private String seal(PGPPublicKey... recipients) {
        return message(sealer(true, methods(recipients)), this.dataKey.exposeBytes(), false);
    }

    private static List<PGPKeyEncryptionMethodGenerator> methods(PGPPublicKey... recipients) {
        List<PGPKeyEncryptionMethodGenerator> methods = new ArrayList<>();
        for (PGPPublicKey recipient : recipients) {
            methods.add(new BcPublicKeyKeyEncryptionMethodGenerator(recipient));
        }
        return methods;
    }

    private static PGPEncryptedDataGenerator sealer(boolean integrity, List<PGPKeyEncryptionMethodGenerator> methods) {
        return generator(
                new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256).setWithIntegrityPacket(integrity),
                methods);
    }

    private static PGPEncryptedDataGenerator generator(
            BcPGPDataEncryptorBuilder builder, List<PGPKeyEncryptionMethodGenerator> methods) {
        PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(builder);
        methods.forEach(generator::addMethod);
        return generator;
    }

    private static String message(PGPEncryptedDataGenerator generator, byte[] content, boolean compressed) {
        try {
            return sealed(
                    generator,
                    compressed(
                            compressed ? CompressionAlgorithmTags.ZLIB : CompressionAlgorithmTags.UNCOMPRESSED,
                            literal(content)));
        } catch (PGPException | IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static String sealed(byte[] packets) throws PGPException, IOException {
        return sealed(sealer(true, methods(CURVE.subKeyOf(0))), packets);
    }

    private static String sealed(PGPEncryptedDataGenerator generator, byte[] packets) throws PGPException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encrypted = generator.open(out, new byte[4096])) {
            encrypted.write(packets);
        }
        return message(out.toByteArray());
    }

    private static byte[] compressed(int algorithm, byte[] packets) throws PGPException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PGPCompressedDataGenerator generator = new PGPCompressedDataGenerator(algorithm);
        try (OutputStream packed = generator.open(out)) {
            packed.write(packets);
        }
        generator.close();
        return out.toByteArray();
    }

    private static byte[] literal(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream literal = new PGPLiteralDataGenerator()
                .open(out, PGPLiteralData.BINARY, "", content.length, Date.from(Instant.EPOCH))) {
            literal.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
