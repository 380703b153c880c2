package io.secretsbridge.key.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.CharBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Bech32Tests {

    @Property(tries = 300)
    void decodeWhenEncodedGivesTheSame(@ForAll @Size(max = 1500) byte[] data) {
        Bech32 decoded = Bech32.decode(CharBuffer.wrap(Bech32.encode("age1test-", data)));
        assertThat(decoded.prefix()).isEqualTo("age1test-");
        assertThat(decoded.data()).isEqualTo(data);
    }

    @Property(tries = 300)
    void decodeWhenOneCharacterIsChangedRefuses(
            @ForAll @Size(min = 1, max = 100) byte[] data, @ForAll @IntRange(max = 1000) int where) {
        StringBuilder text = new StringBuilder(Bech32.encode("age", data));
        int position = where % text.length();
        text.setCharAt(position, (text.charAt(position) == 'q') ? 'p' : 'q');
        assertThatIllegalArgumentException().isThrownBy(() -> Bech32.decode(CharBuffer.wrap(text)));
    }

    // From BIP 173, the valid and the invalid ones.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A12UEL5L",
                "a12uel5l",
                "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
                "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
                "?1ezyfcl"
            })
    void decodeWhenTextIsValidAccepts(String text) {
        assertThat(Bech32.decode(CharBuffer.wrap(text)).prefix()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "pzry9x0s0muk",
                "1pzry9x0s0muk",
                "x1b4n0q5v",
                "li1dgmt3",
                "A1G7SGD8",
                "10a06t8",
                "1qzzfhee",
                "a12UEL5L",
                "\u00801eym55h",
                " 1nwldj5"
            })
    void decodeWhenTextIsInvalidRefuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Bech32.decode(CharBuffer.wrap(text)));
    }
}
