package io.reactivesentinel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.reactivesentinel.resp.RespBytes;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*, +sdown, true",
                "*, \"\", true",
                "\"\", \"\", true",
                "\"\", a, false",
                "+s?own, +sdown, true",
                "+s?own, +sown, false",
                "*-down, +sdown, false",
                "+[so]down, +odown, true",
                "+[^s]down, +odown, true",
                "+[^s]down, +sdown, false",
                "[a-c]x, bx, true",
                "[c-a]x, bx, true",
                "[a-c]x, dx, false",
                "\\*, *, true",
                "\\*, a, false",
                "a\\, a\\, true",
                "[\\]]x, ]x, true",
                "[ab, a, true",
                "[ab, ab, false",
                "[], a, false",
                "[^], a, true",
                "[^, a, true",
                "[, a, false",
                "[\\, \\, true",
                "[a-z-9], -, true",
                "[a-], -, false",
                "[a-], ^, true",
                "[--a], ], true",
                "**a**b**, xxaxxbxx, true",
                "*ab*cd*, abxabcxd, false",
                "+SDOWN, +sdown, false",
            })
    void matchesAsRedisDoes(String pattern, String text, boolean expected) {
        assertThat(GlobPattern.of(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void bytesBeyondAsciiAreOnePlaceEach() {
        assertThat(GlobPattern.of("??").matches("é")).isTrue();
        RespBytes noText = RespBytes.wrap(new byte[] {(byte) 0xff, 0, (byte) 0x80});
        assertThat(GlobPattern.of(noText).matches(noText)).isTrue();
        assertThat(GlobPattern.of("*").matches(noText)).isTrue();
        assertThat(GlobPattern.of("[^a][^a][^a]").matches(noText)).isTrue();
    }

    @Test
    void patternsMadeToBacktrackTakeNoTime() {
        String stars = "a*".repeat(20_000) + "b";
        String manyA = "a".repeat(20_000);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(GlobPattern.of(stars).matches("a".repeat(64))).isFalse();
            assertThat(GlobPattern.of(stars).matches(manyA)).isFalse();
            assertThat(GlobPattern.of("*" + manyA + "b").matches(manyA)).isFalse();
            assertThat(GlobPattern.of("*?".repeat(20_000)).matches(manyA)).isTrue();
            assertThat(GlobPattern.of("[".repeat(60_000)).matches("[")).isTrue();
        });
    }

    @Property(tries = 20_000)
    void agreesWithTheObviousMatcher(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        assertThat(GlobPattern.of(pattern).matches(text)).isEqualTo(obvious(pattern, text));
    }

    @Property
    void escapedTextMatchesItself(@ForAll("patterns") String text) {
        String escaped = text.replaceAll("([*?\\[\\]^\\\\-])", "\\\\$1");
        assertThat(GlobPattern.of(escaped).matches(text)).isTrue();
        assertThat(GlobPattern.of(escaped).matches(text + "x")).isFalse();
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("abc**?[]^-\\").ofMaxLength(9);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("abc]^-\\").ofMaxLength(7);
    }

    /** Straight from the rules, exponential. */
    private static boolean obvious(String p, String t) {
        if (p.isEmpty()) {
            return t.isEmpty();
        }
        char c = p.charAt(0);
        if (c == '*') {
            return obvious(p.substring(1), t) || (!t.isEmpty() && obvious(p, t.substring(1)));
        }
        if (t.isEmpty()) {
            return false;
        }
        if (c == '?') {
            return obvious(p.substring(1), t.substring(1));
        }
        if (c == '[') {
            return obviousSet(p.substring(1), t);
        }
        String rest = c == '\\' && p.length() > 1 ? p.substring(1) : p;
        return rest.charAt(0) == t.charAt(0) && obvious(rest.substring(1), t.substring(1));
    }

    private static boolean obviousSet(String set, String t) {
        String p = set;
        boolean not = p.startsWith("^");
        if (not) {
            p = p.substring(1);
        }
        char wanted = t.charAt(0);
        boolean match = false;
        while (!p.isEmpty() && p.charAt(0) != ']') {
            if (p.charAt(0) == '\\' && p.length() >= 2) {
                match |= p.charAt(1) == wanted;
                p = p.substring(2);
            } else if (p.length() >= 3 && p.charAt(1) == '-') {
                int low = Math.min(p.charAt(0), p.charAt(2));
                int high = Math.max(p.charAt(0), p.charAt(2));
                match |= wanted >= low && wanted <= high;
                p = p.substring(3);
            } else {
                match |= p.charAt(0) == wanted;
                p = p.substring(1);
            }
        }
        return match != not && obvious(p.isEmpty() ? p : p.substring(1), t.substring(1));
    }
}
