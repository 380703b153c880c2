package io.secretsbridge.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTextTests {

    private static final String GOOD = "ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAECAwQFBgcICQoLDA0ODw==,type:str]";

    @Test
    void parseWhenWellFormedGivesTheParts() {
        SealedText sealed = parse(GOOD);
        assertThat(sealed).isNotNull();
        assertThat(sealed.iv()).containsExactly(3);
        assertThat(sealed.data()).hasSize(18).startsWith(1, 2, 0, 1).endsWith(14, 15);
        assertThat(sealed.type()).isEqualTo("str");
    }

    /** As in sops, whose regular expression is not anchored at the end and whose dot matches no line break. */
    @ParameterizedTest
    @ValueSource(strings = {"", " trailing", "\r", "\nmore\n", "\n]"})
    void parseWhenTextFollowsIgnoresIt(String tail) {
        assertThat(parse(GOOD + tail)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "ENC[",
                "ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:str",
                " ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:str]",
                "ENC[AES256_GCM,data:,iv:Aw==,tag:AAEC,type:str]",
                "ENC[AES256_GCM,data:AQI=,iv:,tag:AAEC,type:str]",
                "ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:,type:str]",
                "ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:]",
                "ENC[AES256_GCM,data:AQI=,tag:AAEC,iv:Aw==,type:str]",
                "ENC[AES256_GCM,data:A_I=,iv:Aw==,tag:AAEC,type:str]",
                "ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,\ntype:str]",
                "ENC[AES256_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:str]x,iv:Aw==,tag:AAEC,type:str]",
                "ENC[AES128_GCM,data:AQI=,iv:Aw==,tag:AAEC,type:str]"
            })
    void parseWhenMalformedGivesNothing(String text) {
        assertThat(parse(text)).isNull();
    }

    @Property
    void parseAfterToBytesGivesTheSame(
            @ForAll @Size(min = 17, max = 100) byte[] data,
            @ForAll @Size(min = 1, max = 40) byte[] iv,
            @ForAll @AlphaChars @StringLength(min = 1, max = 8) String type) {
        SealedText again = SealedText.parse(new SealedText(data, iv, type).toBytes());
        assertThat(again).isNotNull();
        assertThat(again.data()).isEqualTo(data);
        assertThat(again.iv()).isEqualTo(iv);
        assertThat(again.type()).isEqualTo(type);
    }

    @Property
    void parseWhenAnythingFollowsThePrefixNeverThrows(@ForAll String tail) {
        assertThat(parse("ENC[AES256_GCM,data:" + tail)).isNull();
    }

    @Test
    void toStringShowsNoData() {
        assertThat(parse(GOOD)).hasToString("SealedText[str]");
    }

    private static SealedText parse(String text) {
        return SealedText.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
