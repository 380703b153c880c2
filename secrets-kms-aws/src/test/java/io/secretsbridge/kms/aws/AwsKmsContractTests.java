package io.secretsbridge.kms.aws;

import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.KeyServiceContract;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class AwsKmsContractTests extends KeyServiceContract {

    private static final String ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static final String OTHER_ARN =
            "arn:aws:kms:eu-west-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab";

    private static final String SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

    private final FakeAws aws = new FakeAws();

    AwsKmsContractTests() {
        this.aws.addKey(ARN);
        this.aws.addKey(OTHER_ARN);
    }

    @AfterEach
    void stop() {
        this.aws.close();
    }

    @Override
    protected MasterKeyProvider provider() {
        return new AwsKmsProvider();
    }

    @Override
    protected KeySettings settings() {
        return KeySettings.ofEnvironment(Map.of(
                "AWS_ACCESS_KEY_ID",
                "AKIAUSER",
                "AWS_SECRET_ACCESS_KEY",
                SECRET,
                "AWS_ENDPOINT_URL_KMS",
                this.aws.address().toString()));
    }

    @Override
    protected String keyText() {
        return ARN;
    }

    @Override
    protected String otherKeyText() {
        return OTHER_ARN;
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(SECRET);
    }

    @Override
    protected void behave(Behaviour behaviour, int requests) {
        this.aws.behave(
                switch (behaviour) {
                    case WORKS -> null;
                    case DENIES -> FakeAws.error(400, "AccessDeniedException");
                    case REFUSES_THE_CREDENTIAL -> FakeAws.error(403, "UnrecognizedClientException");
                    case KNOWS_NO_KEY -> FakeAws.error(400, "NotFoundException");
                    case THROTTLES -> FakeAws.error(400, "ThrottlingException");
                    case IS_DOWN -> FakeAws.text(503, "");
                    case HANGS -> FakeAws.silence(30_000);
                    case RESETS -> FakeAws.silence(0);
                    case ANSWERS_HALF -> FakeAws.half("{\"KeyId\":\"" + ARN + "\",\"Plaintext\":\"AAAA");
                    case ANSWERS_GARBAGE -> FakeAws.text(200, "<html>It works!</html>");
                    case ANSWERS_NONSENSE ->
                        FakeAws.text(200, "{\"KeyId\":\"" + ARN + "\",\"Plaintext\":\"AAAA\",\"CiphertextBlob\":\"\"}");
                    case ANSWERS_ENDLESSLY -> FakeAws.endless("{\"Plaintext\":\"");
                },
                requests);
    }

    @Override
    protected int requests() {
        return this.aws.requests.size();
    }

    /** An ARN holds no address. */
    @Override
    protected Optional<MasterKey> keyAt(URI address) {
        return Optional.empty();
    }
}
