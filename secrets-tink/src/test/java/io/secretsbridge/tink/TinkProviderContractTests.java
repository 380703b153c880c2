package io.secretsbridge.tink;

import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import io.secretsbridge.key.KeySettings;
import io.secretsbridge.key.MasterKeyProvider;
import io.secretsbridge.test.MasterKeyProviderContract;
import java.util.Map;

/** One key is the settings', the other registered with Tink, so that both ways are used. */
class TinkProviderContractTests extends MasterKeyProviderContract {

    private static final String KEY = "keyset://given";

    private static final String REGISTERED = "keyset://registered";

    private static final KmsClient GIVEN = TinkProvider.client(KEY, Ciphers.create());

    static {
        KmsClients.add(TinkProvider.client(REGISTERED, Ciphers.create()));
    }

    @Override
    protected MasterKeyProvider provider() {
        return new TinkProvider();
    }

    @Override
    protected KeySettings settings() {
        return KeySettings.ofProperties(Map.of()).withClient(KmsClient.class, GIVEN);
    }

    @Override
    protected String keyText() {
        return KEY;
    }

    @Override
    protected String otherKeyText() {
        return REGISTERED;
    }
}
