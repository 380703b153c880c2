package io.secretsbridge.pgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.SecretsException;
import io.secretsbridge.key.DataKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Wrapped keys of every length and content. */
class MessagePropertyTests {

    private static final TestKey CURVE = TestKey.of(TestKey.Kind.CURVE_25519);

    private static final TestKey RSA = TestKey.of(TestKey.Kind.RSA);

    @Property(tries = 200)
    void openGivesWhatWasSealed(@ForAll @Size(min = 1, max = Message.MAX_KEY_LENGTH) byte[] secret) {
        for (TestKey key : new TestKey[] {CURVE, RSA}) {
            try (DataKey dataKey = DataKey.copyOf(secret);
                    DataKey opened = open(Message.seal(dataKey, key.subKeyOf(0)), key)) {
                assertThat(opened).isEqualTo(dataKey);
            }
        }
    }

    @Property(tries = 500)
    void parseNeverFailsButByItsOwnException(@ForAll @StringLength(max = 300) String text) {
        for (String message : new String[] {text, "-----BEGIN PGP MESSAGE-----\n\n" + text}) {
            try {
                open(message, CURVE).close();
            } catch (SecretsException ex) {
                assertThat(ex.problem()).contains("damaged");
            }
        }
    }

    @Property(tries = 300)
    void openOfAnythingCutOffIsRefused(@ForAll @IntRange(max = 300) int kept) {
        try (DataKey dataKey = DataKey.generate()) {
            String whole = Message.seal(dataKey, CURVE.subKeyOf(0));
            String cut = whole.substring(0, Math.min(kept, whole.length() - 1));
            try (DataKey opened = open(cut, CURVE)) {
                assertThat(opened).isEqualTo(dataKey);
            } catch (SecretsException ex) {
                assertThat(ex.problem()).contains("damaged");
            }
        }
    }

    private static DataKey open(String text, TestKey key) {
        Message message = Message.parse(text);
        DataKey opened = message.open(new SecretKey(
                key.subKeyOf(0),
                (none) -> key.secretKeys()
                        .getSecretKey(key.subKeyOf(0).getKeyID())
                        .extractPrivateKey(null),
                null));
        if (opened == null) {
            throw Message.damaged("for nobody");
        }
        return opened;
    }
}
