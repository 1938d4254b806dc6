package io.reactivesentinel.engine.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CipherWordsTest {

    private static final String GCM_128 = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String GCM_256 = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final String CHACHA = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
    private static final String DHE = "TLS_DHE_RSA_WITH_AES_128_CBC_SHA";
    private static final String RSA = "TLS_RSA_WITH_AES_256_CBC_SHA256";
    private static final String OF_13 = "TLS_AES_128_GCM_SHA256";
    private static final List<String> ALL = List.of(OF_13, GCM_128, GCM_256, CHACHA, DHE, RSA);

    @Test
    void suitesHaveTheNamesThatOpenSslGivesThem() {
        assertThat(CipherWords.openSslName(GCM_128)).isEqualTo("ECDHE-RSA-AES128-GCM-SHA256");
        assertThat(CipherWords.openSslName(CHACHA)).isEqualTo("ECDHE-RSA-CHACHA20-POLY1305");
        assertThat(CipherWords.openSslName(DHE)).isEqualTo("DHE-RSA-AES128-SHA");
        assertThat(CipherWords.openSslName(RSA)).isEqualTo("AES256-SHA256");
    }

    @Test
    void aListChoosesInItsOrder() {
        assertThat(CipherWords.choose("AES256-SHA256:ECDHE-RSA-AES128-GCM-SHA256", ALL))
                .containsExactly(RSA, GCM_128);
        assertThat(CipherWords.choose("ECDHE+AESGCM:DHE", ALL)).containsExactly(GCM_128, GCM_256, DHE);
        assertThat(CipherWords.choose(GCM_256, ALL)).containsExactly(GCM_256);
    }

    @Test
    void wordsTakeAwayAndMove() {
        assertThat(CipherWords.choose("DEFAULT:!kRSA:-DHE", ALL)).containsExactly(GCM_128, GCM_256, CHACHA);
        assertThat(CipherWords.choose("!CHACHA20:ALL:-DHE:DHE", ALL)).containsExactly(GCM_128, GCM_256, RSA, DHE);
        assertThat(CipherWords.choose("HIGH:+AESGCM:!aNULL:!MD5:@STRENGTH", ALL))
                .containsExactly(CHACHA, DHE, RSA, GCM_128, GCM_256);
    }

    @Test
    void wordsThatNameNothingChooseNothing() {
        assertThat(CipherWords.choose("FOO", ALL)).isEmpty();
        assertThat(CipherWords.choose("FOO:AES256-SHA256", ALL)).containsExactly(RSA);
        assertThat(CipherWords.choose("ECDHE+FOO", ALL)).isEmpty();
        assertThat(CipherWords.choose("", ALL)).isEmpty();
    }

    @Test
    void suitesOfTls13AreNamedExactly() {
        assertThat(CipherWords.of13(OF_13, ALL)).containsExactly(OF_13);
        assertThat(CipherWords.of13(OF_13 + ":FOO", ALL)).isEmpty();
        assertThat(CipherWords.of13(GCM_128, ALL)).isEmpty();
    }
}
