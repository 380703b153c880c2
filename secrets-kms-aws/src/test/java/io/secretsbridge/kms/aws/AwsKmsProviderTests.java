package io.secretsbridge.kms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.DataKey;
import io.secretsbridge.key.KeyServiceException;
import io.secretsbridge.key.KeyServiceException.Answer;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.key.ServiceClients;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

class AwsKmsProviderTests {

    private static final String ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static final String MULTI_REGION =
            "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";

    private static final String ALIAS = "arn:aws:kms:eu-west-1:111122223333:alias/app/secrets";

    private static final String ROLE = "arn:aws:iam::444455556666:role/team/opener";

    private final AwsKmsProvider provider = new AwsKmsProvider();

    private final FakeAws aws = new FakeAws();

    private final DataKey dataKey = DataKey.generate();

    @TempDir
    private Path directory;

    AwsKmsProviderTests() {
        this.aws.addKey(ARN);
        this.aws.addAlias(ALIAS, ARN);
    }

    @AfterEach
    void stop() {
        this.aws.close();
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "AWS_ACCESS_KEY_ID", "AKIAUSER",
                "AWS_SECRET_ACCESS_KEY", "hush",
                "AWS_ENDPOINT_URL", this.aws.address().toString()));
    }

    private KeySettings settings() {
        return KeySettings.ofEnvironment(environment());
    }

    private KeySettings properties(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("aws.endpoint", this.aws.address().toString());
        all.put("aws.sts-endpoint", this.aws.address().toString());
        return KeySettings.ofProperties(all);
    }

    private static MasterKey with(MasterKey key, String name, Map<String, String> map) {
        List<Entry> entries = new ArrayList<>();
        map.forEach((field, value) -> entries.add(new Entry(field, ValueNode.string(value))));
        List<MapNode.Item> fields = new ArrayList<>(key.fields().items());
        fields.add(new Entry(name, new MapNode(entries, Position.NONE)));
        return new MasterKey(key.kind(), new MapNode(fields, Position.NONE));
    }

    private MasterKey withProfile(String profile) {
        return new MasterKey(
                "kms",
                MapNode.of(
                        new Entry("arn", ValueNode.string(ARN)), new Entry("aws_profile", ValueNode.string(profile))));
    }

    private KeyServiceException failure(KeySettings settings, MasterKey key) {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            return catchThrowableOfType(KeyServiceException.class, () -> connection.wrap(this.dataKey, key));
        }
    }

    @Test
    void serviceLoaderWhenOnClassPathFindsProvider() {
        assertThat(ServiceLoader.load(MasterKeyProvider.class))
                .filteredOn((found) -> found.kind().equals("kms"))
                .hasOnlyElementsOfType(AwsKmsProvider.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {ARN, ALIAS})
    void wrapWhenUnwrappedGivesSameDataKey(String arn) {
        MasterKey key = this.provider.parse(arn);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, key);
            assertThat(Base64.getDecoder().decode(wrapped)).hasSizeGreaterThan(32);
            assertThat(connection.unwrap(wrapped, key)).isEqualTo(this.dataKey);
        }
        assertThat(this.aws.requests).extracting(FakeAws.Request::operation).containsExactly("Encrypt", "Decrypt");
        assertThat(this.aws.requests).allSatisfy((request) -> {
            assertThat(request.keyId()).isEqualTo(arn);
            assertThat(request.accessKey()).isEqualTo("AKIAUSER");
            assertThat(request.scope()).isEqualTo("eu-west-1/kms");
        });
    }

    @Test
    void unwrapWhenKeyIsReplicatedAsksRegionOfTheEntry() {
        String replica = MULTI_REGION.replace("eu-west-1", "us-east-2");
        this.aws.addKey(MULTI_REGION);
        this.aws.replicate(MULTI_REGION, replica);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, this.provider.parse(MULTI_REGION));
            assertThat(connection.unwrap(wrapped, this.provider.parse(replica))).isEqualTo(this.dataKey);
        }
        assertThat(this.aws.requests)
                .extracting(FakeAws.Request::scope)
                .containsExactly("eu-west-1/kms", "us-east-2/kms");
    }

    @Test
    void unwrapWhenContextDiffersIsRejected() {
        MasterKey key = this.provider.parse(ARN);
        MasterKey inContext = with(key, "context", Map.of("app", "shop", "stage", "prod"));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, inContext);
            assertThat(this.aws.requests.get(0).context()).isEqualTo(Map.of("app", "shop", "stage", "prod"));
            assertThat(connection.unwrap(wrapped, inContext)).isEqualTo(this.dataKey);
            assertThatExceptionOfType(KeyServiceException.class)
                    .isThrownBy(() -> connection.unwrap(wrapped, key))
                    .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.REJECTED));
        }
    }

    @Test
    void wrapWhenEntryHasRoleAssumesItOnce() {
        MasterKey key = this.provider.parse(ARN + "+" + ROLE);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, key);
            assertThat(connection.unwrap(wrapped, key)).isEqualTo(this.dataKey);
        }
        assertThat(this.aws.requests)
                .extracting(FakeAws.Request::operation)
                .containsExactly("AssumeRole", "Encrypt", "Decrypt");
        assertThat(this.aws.requests.get(0).keyId()).isEqualTo(ROLE);
        assertThat(this.aws.requests.get(0).scope()).isEqualTo("eu-west-1/sts");
        assertThat(this.aws.requests.get(0).body()).contains("RoleSessionName=sops%40");
        assertThat(this.aws.requests.get(1).accessKey()).isEqualTo("ASIAopener");
    }

    @Test
    void wrapWhenRoleIsDeniedNamesPermission() {
        KeyServiceException ex = failure(settings(), this.provider.parse(ARN + "+arn:aws:iam::1:role/denied"));
        assertThat(ex.answer()).isEqualTo(Answer.DENIED);
        assertThat(ex.action()).contains("sts:AssumeRole");
    }

    @Test
    void wrapWhenProfileIsNamedByFileUsesItUnderEnvironment() throws Exception {
        Path credentials = Files.writeString(
                this.directory.resolve("credentials"),
                "[team]\naws_access_key_id = AKIATEAM\naws_secret_access_key = hush\n");
        System.setProperty("aws.sharedCredentialsFile", credentials.toString());
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            connection.wrap(this.dataKey, withProfile("team"));
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
        }
        assertThat(this.aws.requests.get(0).accessKey()).isEqualTo("AKIATEAM");
    }

    private KeyServiceException failureWithProfiles(String profiles, KeySettings settings) throws Exception {
        Path credentials = Files.writeString(this.directory.resolve("credentials"), profiles);
        System.setProperty("aws.sharedCredentialsFile", credentials.toString());
        System.setProperty("aws.disableEc2Metadata", "true");
        try {
            return failure(settings, this.provider.parse(ARN));
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
            System.clearProperty("aws.disableEc2Metadata");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'[default]\naws_access_key_id = AKIAHALF\n',                   ,        profile 'default' gives no credentials",
        "'[default]\naws_secret_access_key = hush\n',                   ,        profile 'default' gives no credentials",
        "'[default]\nrole_arn = arn:aws:iam::1:role/r\n',               ,        profile 'default' gives no credentials",
        "'[default]\ncredential_source = Nowhere\nrole_arn = r\n',      ,        profile 'default' gives no credentials",
        "'[default\naws_secret_access_key = hush\n',                    ,        configuration files cannot be read",
        "'[default]\nregion = eu-west-1\n',                             missing, no profile 'missing'",
        "'[half]\naws_access_key_id = AKIAHALF\n',                      half,    profile 'half' gives no credentials",
    })
    void wrapWhenProfileIsBrokenSaysSoAndUsesNoOther(String profiles, String name, String problem) throws Exception {
        for (boolean application : List.of(false, true)) {
            Map<String, String> environment = environment();
            environment.keySet().removeAll(List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
            if (name != null) {
                environment.put("AWS_PROFILE", name);
            }
            KeySettings settings = application
                    ? properties((name != null) ? Map.of("aws.profile", name) : Map.of())
                    : KeySettings.ofEnvironment(environment);
            KeyServiceException ex = failureWithProfiles(profiles.replace("\\n", "\n"), settings);
            assertThat(ex.answer()).isEqualTo(Answer.UNAUTHENTICATED);
            assertThat(ex.problem()).contains(problem).doesNotContain("hush");
            assertThat(ex.action()).isNotBlank();
        }
        assertThat(this.aws.requests).isEmpty();
    }

    @Test
    void wrapWhenDefaultProfileSaysNothingOfCredentialsAsksTheInstance() throws Exception {
        KeyServiceException ex = failureWithProfiles("[default]\nregion = eu-west-1\n", properties(Map.of()));
        assertThat(ex.answer()).isEqualTo(Answer.UNAUTHENTICATED);
        assertThat(ex.problem()).contains("no AWS credentials that can be used");
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
        "AWS_SECRET_ACCESS_KEY, AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN, AWS_ACCESS_KEY_ID"
    })
    void wrapWhenKeysInEnvironmentAreNotWholeSaysWhichIsMissing(String set, String missing) throws Exception {
        KeyServiceException ex = failureWithProfiles(
                "[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = hush\n",
                KeySettings.ofEnvironment(Map.of(
                        set, "hush", "AWS_ENDPOINT_URL", this.aws.address().toString())));
        assertThat(ex.answer()).isEqualTo(Answer.UNAUTHENTICATED);
        assertThat(ex.problem()).contains(missing + " is missing").doesNotContain("hush");
        assertThat(this.aws.requests).isEmpty();
    }

    /** The build sets keys in the environment of these tests. */
    @Test
    void wrapWhenApplicationHasKeysInItsEnvironmentDoesNotUseThem() throws Exception {
        assertThat(System.getenv("AWS_SECRET_ACCESS_KEY")).isEqualTo("of-the-process");
        assertThat(failureWithProfiles("", properties(Map.of())).answer()).isEqualTo(Answer.UNAUTHENTICATED);
        assertThat(this.aws.requests).isEmpty();
    }

    @Test
    void unwrapWhenFilesNameTooManyRegionsSaysSo() {
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            for (int i = 0; i < ServiceClients.LIMIT; i++) {
                MasterKey key = this.provider.parse(ARN.replace("eu-west-1", "eu-west-" + (i + 2)));
                assertThatExceptionOfType(KeyServiceException.class)
                        .isThrownBy(() -> connection.unwrap("AAAA", key))
                        .satisfies((ex) -> assertThat(ex.answer()).isEqualTo(Answer.NOT_FOUND));
            }
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.unwrap("AAAA", this.provider.parse(ARN)))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                    .withMessageContaining("100 different clients of AWS");
        }
    }

    @Test
    void wrapWhenProfileIsNamedByFileOnlyIsIgnoredInApplication() {
        AwsCredentialsProvider own = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOWN", "hush"));
        KeySettings settings = properties(Map.of()).withClient(AwsCredentialsProvider.class, own);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
            connection.wrap(this.dataKey, withProfile("of-whoever-sealed-it"));
        }
        assertThat(this.aws.requests.get(0).accessKey()).isEqualTo("AKIAOWN");
        assertThat(failure(
                                properties(Map.of("aws.profiles", "of-whoever-sealed-it")),
                                withProfile("of-whoever-sealed-it"))
                        .answer())
                .isEqualTo(Answer.UNAUTHENTICATED);
    }

    @Test
    void wrapWhenTokenFileIsMountedUsesWebIdentityBeforeStaticKeys() throws Exception {
        Path token = Files.writeString(this.directory.resolve("token"), "a.b.c");
        Map<String, String> environment = environment();
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/pod");
        try (MasterKeyProvider.Connection connection = this.provider.connect(KeySettings.ofEnvironment(environment))) {
            connection.wrap(this.dataKey, this.provider.parse(ARN));
        }
        assertThat(this.aws.requests)
                .extracting(FakeAws.Request::operation)
                .containsExactly("AssumeRoleWithWebIdentity", "Encrypt");
        assertThat(this.aws.requests.get(1).accessKey()).isEqualTo("ASIApod");
    }

    @Test
    void wrapWhenWebIdentityIsDeniedDoesNotFallThrough() throws Exception {
        Path token = Files.writeString(this.directory.resolve("token"), "a.b.c");
        Map<String, String> environment = environment();
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/denied");
        KeyServiceException ex = failure(KeySettings.ofEnvironment(environment), this.provider.parse(ARN));
        assertThat(ex.answer()).isEqualTo(Answer.DENIED);
        assertThat(ex.action()).contains("sts:AssumeRoleWithWebIdentity");
        assertThat(this.aws.requests).extracting(FakeAws.Request::operation).doesNotContain("Encrypt");
    }

    @Test
    void wrapWhenApplicationHasClientUsesItInItsRegionAndItsCredentialsElsewhere() {
        String elsewhere = ARN.replace("eu-west-1", "us-east-2");
        this.aws.addKey(elsewhere);
        try (KmsClient own = KmsClient.builder()
                .region(Region.EU_WEST_1)
                .endpointOverride(this.aws.address())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIABEAN", "hush")))
                .build()) {
            KeySettings settings = properties(Map.of()).withClient(KmsClient.class, own);
            try (MasterKeyProvider.Connection connection = this.provider.connect(settings)) {
                connection.wrap(this.dataKey, this.provider.parse(ARN));
                connection.wrap(this.dataKey, this.provider.parse(elsewhere));
            }
            own.encrypt((request) ->
                    request.keyId(ARN).plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("still open")));
        }
        assertThat(this.aws.requests)
                .extracting(FakeAws.Request::accessKey)
                .containsExactly("AKIABEAN", "AKIABEAN", "AKIABEAN");
        assertThat(this.aws.requests.get(1).scope()).isEqualTo("us-east-2/kms");
    }

    @Test
    void wrapWhenAccountIsNotAllowedAsksNobody() {
        KeySettings settings = settings().withProperties(Map.of("aws.accounts", "111122223333, 999900001111"));
        assertThat(failure(settings, this.provider.parse(ARN))).isNull();
        this.aws.requests.clear();
        assertThat(failure(settings, this.provider.parse(ARN.replace("111122223333", "666677778888")))
                        .answer())
                .isEqualTo(Answer.UNTRUSTED);
        assertThat(failure(settings, this.provider.parse(ARN + "+" + ROLE)).answer())
                .isEqualTo(Answer.UNTRUSTED);
        assertThat(this.aws.requests).isEmpty();
    }

    /** The region becomes a part of a host name, which is all that a file could send a request astray by. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:kms:evil.example/x:111122223333:key/1",
                "arn:aws:kms:eu-west-1.evil.example#:111122223333:key/1",
                "arn:aws:kms:x@evil.example:111122223333:key/1",
                "arn:aws:kms:EVIL:111122223333:key/1",
                "arn:aws:kms:evil:111122223333:key/1",
                "arn:aws:kms::111122223333:key/1",
                "arn:aws:kms:eu-west-1:me:key/1",
                "arn:aws:kms:eu-west-1:111122223333:key/",
                "arn:aws:kms:eu-west-1:111122223333:key/a b\n",
                "arn:aws:s3:::bucket",
                "https://evil.example/key",
                ARN + "+arn:aws:iam::1:user/x",
                ""
            })
    void unwrapWhenFileNamesAnAddressIsRefusedBeforeAnyCall(String arn) {
        String[] parts = arn.split("\\+", 2);
        MasterKey hostile = new MasterKey(
                "kms",
                MapNode.of(
                        new Entry("arn", ValueNode.string(parts[0])),
                        new Entry("role", ValueNode.string((parts.length > 1) ? parts[1] : ""))));
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> connection.unwrap("AAAA", hostile))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
        }
        assertThat(this.aws.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, AccessDeniedException,      DENIED,          kms:Encrypt",
        "400, NotFoundException,          NOT_FOUND,       ARN",
        "400, DisabledException,          UNUSABLE,        enable-key",
        "400, KMSInvalidStateException,   UNUSABLE,        cancel-key-deletion",
        "400, InvalidKeyUsageException,   UNUSABLE,        ENCRYPT_DECRYPT",
        "400, ThrottlingException,        THROTTLED,       quota",
        "429, TooManyRequestsException,   THROTTLED,       quota",
        "500, KMSInternalException,       UNAVAILABLE,     later",
        "503, DependencyTimeoutException, UNAVAILABLE,     later",
        "403, RequestTimeTooSkewed,       UNAUTHENTICATED, clock",
        "400, ExpiredTokenException,      UNAUTHENTICATED, Sign in",
        "400, UnrecognizedClientException, UNAUTHENTICATED, credentials",
        "400, ValidationException,        MISUNDERSTOOD,   entry",
    })
    void wrapWhenServiceRefusesSaysWhatToDo(int status, String code, Answer answer, String advice) {
        this.aws.behave(FakeAws.error(status, code), 1);
        KeyServiceException ex = failure(settings(), this.provider.parse(ARN));
        assertThat(ex.answer()).isEqualTo(answer);
        assertThat(ex.problem()).contains(code).contains("11111111-2222").doesNotContain("words of the service");
        assertThat(ex.action()).contains(advice);
        assertThat(this.aws.requests).hasSize(1);
    }

    @Test
    void unwrapWhenAnswersAreBrokenEndsWithOneError() {
        MasterKey key = this.provider.parse(ARN);
        List<String> bodies = List.of("", "{", "{}", "<html>hello</html>", "{\"Plaintext\":\"%%%\"}", "[1]", "null");
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            String wrapped = connection.wrap(this.dataKey, key);
            for (String body : bodies) {
                this.aws.behave(FakeAws.text(200, body), 1);
                assertThatExceptionOfType(KeyServiceException.class)
                        .as(body)
                        .isThrownBy(() -> connection.unwrap(wrapped, key));
            }
        }
    }

    @Test
    void unwrapWhenServiceIsSilentEndsAtTheLimit() {
        this.aws.behave(FakeAws.silence(5_000), 1);
        long start = System.nanoTime();
        KeyServiceException ex = failure(settings().withCallTimeout(Duration.ofMillis(300)), this.provider.parse(ARN));
        assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void unwrapWhenInterruptedEndsAtOnce() throws Exception {
        AtomicReference<SecretsException> thrown = new AtomicReference<>();
        this.aws.behave(FakeAws.silence(5_000), 1);
        try (MasterKeyProvider.Connection connection = this.provider.connect(settings())) {
            Thread thread = new Thread(() -> thrown.set(catchThrowableOfType(
                    SecretsException.class, () -> connection.wrap(this.dataKey, this.provider.parse(ARN)))));
            thread.start();
            while (this.aws.requests.isEmpty()) {
                Thread.sleep(5);
            }
            thread.interrupt();
            thread.join(3_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(thrown.get().reason()).isEqualTo(Reason.INTERRUPTED);
    }

    @Test
    void wrapWhenNobodyListensOrNameIsUnknownIsUnavailable() {
        for (String address : List.of("http://127.0.0.1:1", "http://nowhere.invalid")) {
            Map<String, String> environment = environment();
            environment.put("AWS_ENDPOINT_URL", address);
            KeyServiceException ex = failure(KeySettings.ofEnvironment(environment), this.provider.parse(ARN));
            assertThat(ex.answer()).isEqualTo(Answer.UNAVAILABLE);
        }
    }

    @Test
    void connectWhenEndpointIsNoAddressNamesTheProperty() {
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> this.provider.connect(KeySettings.ofProperties(Map.of("aws.endpoint", "kms"))))
                .withMessageContaining("secrets-bridge.aws.endpoint");
    }

    @Test
    void describeWhenKeyHasPartsNamesThemAsSopsDoes() {
        assertThat(this.provider.describe(this.provider.parse(ARN))).isEqualTo(ARN);
        MasterKey full = with(this.provider.parse(ARN + "+" + ROLE), "context", Map.of("b", "2", "a", "1"));
        assertThat(this.provider.describe(full)).isEqualTo(ARN + "+" + ROLE + "|a:1,b:2");
        assertThat(this.provider.describe(withProfile("team"))).isEqualTo(ARN + "||team");
    }

    @Test
    void parseWhenGivenTheNameOfAKeyWithPartsGivesThatKey() {
        for (String name :
                List.of(ARN + "|a:1,b:2:3", ARN + "||team", ARN + "+" + ROLE + "|a:,b: 2 |team", ARN + "+" + ROLE)) {
            assertThat(this.provider.describe(this.provider.parse(name))).isEqualTo(name);
        }
        for (String name : List.of(ARN + "|a", ARN + "|a:1,", ARN + "|a:1|team|more", "|a:1")) {
            assertThatExceptionOfType(SecretsException.class)
                    .isThrownBy(() -> this.provider.parse(name))
                    .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_KEY));
        }
    }

    @Test
    void parseWhenSpacesAreAroundPartsIgnoresThem() {
        MasterKey key = this.provider.parse(" " + ARN + " + " + ROLE.replace("aws", "aws-us-gov"));
        assertThat(key.field("arn")).isEqualTo(ARN);
        assertThat(key.field("role")).isEqualTo(ROLE.replace("aws", "aws-us-gov"));
        assertThat(key.fields().get("aws_profile")).isEqualTo(ValueNode.string(""));
    }
}
