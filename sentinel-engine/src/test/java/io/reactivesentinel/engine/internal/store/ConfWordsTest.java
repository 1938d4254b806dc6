package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b  c|a,b,c",
                "logfile \"\"|logfile,",
                "x 'it\\'s'|x,it's",
                "x '\\n'|x,\\n",
                "x \"\\x41\\\"\\q\"|x,A\"q",
                "x \"\\x4\"|x,x4",
                "x a\"b c\"|x,ab c",
                "x #no|x,#no",
            })
    void readsWordsAsRedisDoes(String line, String words) {
        assertThat(ConfWords.split(line)).containsExactly(words.split(",", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"x \"open|", "x 'open|", "x \"a\"b|", "x 'a'b|", "x \"end\\|"})
    void refusesUnbalancedQuotes(String line) {
        assertThat(ConfWords.split(line)).isNull();
    }

    @Test
    void quotesOnlyWhereNeeded() {
        assertThat(ConfWords.join(List.of("sentinel", "auth-pass", "m", "p#\\w")))
                .isEqualTo("sentinel auth-pass m p#\\w");
        assertThat(ConfWords.join(List.of("a b", "", "q\"\\", "n\n\0")))
                .isEqualTo("\"a b\" \"\" \"q\\\"\\\\\" \"n\\n\\x00\"");
    }

    @Test
    void writesTextAsUtf8AndKeepsForeignBytes() {
        assertThat(bytes(ConfWords.join(List.of("é")))).containsExactly(0xC3, 0xA9);
        String latin1 = new String(new byte[] {'p', (byte) 0xE9}, StandardCharsets.ISO_8859_1);
        List<String> words = ConfWords.split(latin1);
        assertThat(words).hasSize(1);
        assertThat(ConfWords.join(words)).isEqualTo(latin1);
    }

    @Property(tries = 5_000)
    void whatIsWrittenReadsBackEqual(@ForAll("words") List<String> words) {
        String line = ConfWords.join(words);
        assertThat(line).doesNotContain("\n", "\r", "\0").matches(raw -> raw.chars()
                .allMatch(c -> c <= 0xFF));
        assertThat(ConfLine.trim(line)).isEqualTo(line);
        assertThat(ConfWords.split(line)).isEqualTo(words);
    }

    @Property(tries = 5_000)
    void anyLineReadsAndIsWrittenBackToTheSameWords(@ForAll("rawLines") String line) {
        List<String> words = ConfWords.split(line);
        if (words != null) {
            assertThat(ConfWords.split(ConfWords.join(words))).isEqualTo(words);
        }
    }

    @Provide
    Arbitrary<List<String>> words() {
        return anyString().list().ofMinSize(1).ofMaxSize(5);
    }

    /** Every Java string, lone surrogates included, with the difficult characters often. */
    static Arbitrary<String> anyString() {
        Arbitrary<Character> chars = Arbitraries.oneOf(
                Arbitraries.chars().range((char) 0, (char) 0xFFFF),
                Arbitraries.of('"', '\'', '\\', ' ', '\n', '\r', '\t', '\0', 'x', '#', (char) 0x0B, (char) 0x7F),
                Arbitraries.chars().range((char) 0xDC80, (char) 0xDCFF),
                Arbitraries.chars().range((char) 0xD800, (char) 0xDFFF));
        return chars.list().ofMaxSize(12).map(ConfWordsTest::join);
    }

    @Provide
    Arbitrary<String> rawLines() {
        return Arbitraries.oneOf(
                        Arbitraries.chars().range((char) 1, (char) 0xFF),
                        Arbitraries.of('"', '\'', '\\', ' ', 'x', 'a', '0'))
                .list()
                .ofMaxSize(30)
                .map(ConfWordsTest::join);
    }

    private static String join(List<Character> chars) {
        StringBuilder text = new StringBuilder();
        chars.forEach(text::append);
        return text.toString();
    }

    private static int[] bytes(String raw) {
        return raw.chars().toArray();
    }
}
