package io.reactivesentinel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.guards.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hello reads back as it was written, and one that was tampered with anywhere is none, or says what it says. */
class HelloMessagePropertiesTest {

    private static final int TRIES = 2_000;
    private static final long MAX_EPOCH = 999_999_999_999_999_999L;
    private static final String NAME_CHARS = "az09AZ_-.:;\"'\\#[]{}%$é≠\ud83d\ude00\u00a0\ufffd";
    private static final List<String> BLANKS =
            List.of("\n", "\r", "\0", " ", "\t", "\u000b", "\u001b", "\u007f", "\r\n");
    private static final List<String> NO_PORTS = List.of(
            "", "0", "00000", "-1", "+1", "65536", "99999", "065535", "1e3", "0x1", "1.0", "٣", "18446744073709551617");
    private static final List<String> NO_EPOCHS = List.of(
            "",
            "-1",
            "+1",
            "1000000000000000000",
            "9223372036854775807",
            "9223372036854775808",
            "1e3",
            "0x1",
            "1.0",
            "٣");
    private static final List<String> NO_IDS = List.of(
            "", "a".repeat(39), "a".repeat(41), "A".repeat(40), "g" + "a".repeat(39), "a".repeat(39) + "é", "*");

    static List<Long> seeds() {
        return Seeds.first(5);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int[] chars = NAME_CHARS.codePoints().toArray();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            text.appendCodePoint(chars[random.nextInt(chars.length)]);
        }
        return text.toString();
    }

    private static String id(Random random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            id.append(Character.forDigit(random.nextInt(16), 16));
        }
        return id.toString();
    }

    private static long epoch(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> MAX_EPOCH - random.nextInt(2);
            default -> random.nextLong(MAX_EPOCH >>> random.nextInt(60));
        };
    }

    private static int port(Random random) {
        return random.nextInt(4) == 0 ? (random.nextBoolean() ? 1 : 65535) : 1 + random.nextInt(65535);
    }

    private static HelloMessage hello(Random random) {
        return new HelloMessage(
                new InstanceAddress(text(random), port(random)),
                id(random),
                epoch(random),
                text(random),
                new InstanceAddress(text(random), port(random)),
                epoch(random));
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void whatIsWrittenReadsBackEqual(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            HelloMessage hello = hello(random);
            assertThat(HelloMessage.parse(hello.format())).contains(hello);
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void aBlankOrACommaAnywhereMakesItNone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            StringBuilder payload = new StringBuilder(hello(random).format());
            int at = random.nextInt(payload.length() + 1);
            String blank = random.nextInt(4) == 0 ? "," : BLANKS.get(random.nextInt(BLANKS.size()));
            assertThat(HelloMessage.parse(payload.insert(at, blank).toString()))
                    .as("%s", payload)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void aFieldThatIsNoneMakesTheWholeNone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String[] fields = hello(random).format().split(",", -1);
            int at = random.nextInt(fields.length);
            List<String> wrong =
                    switch (at) {
                        case 1, 6 -> NO_PORTS;
                        case 2 -> NO_IDS;
                        case 3, 7 -> NO_EPOCHS;
                        default -> List.of("");
                    };
            fields[at] = wrong.get(random.nextInt(wrong.size()));
            assertThat(HelloMessage.parse(String.join(",", fields)))
                    .as("%s", (Object) fields)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void aPartOfItIsNeverTakenForMoreThanItSays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            StringBuilder payload = new StringBuilder(hello(random).format());
            for (int n = 1 + random.nextInt(3); n > 0 && payload.length() > 1; n--) {
                int at = random.nextInt(payload.length());
                switch (random.nextInt(4)) {
                    case 0 -> payload.setLength(at);
                    case 1 -> payload.deleteCharAt(at);
                    case 2 -> payload.setCharAt(at, (char) random.nextInt(256));
                    default -> payload.setCharAt(at, "0123456789,abcdef".charAt(random.nextInt(17)));
                }
            }
            Optional<HelloMessage> read = HelloMessage.parse(payload.toString());
            read.ifPresent(hello -> {
                assertThat(HelloMessage.parse(hello.format())).contains(hello);
                assertThat(hello.sentinel().port()).isBetween(1, 65535);
                assertThat(hello.master().port()).isBetween(1, 65535);
                assertThat(hello.currentEpoch()).isBetween(0L, MAX_EPOCH);
                assertThat(hello.configEpoch()).isBetween(0L, MAX_EPOCH);
                assertThat(HelloMessage.isId(hello.sentinelId())).isTrue();
                assertThat(List.of(
                                hello.sentinel().host(),
                                hello.masterName(),
                                hello.master().host()))
                        .allSatisfy(text -> assertThat(text).isNotEmpty().doesNotContain(",", "\n", "\0", " "));
            });
        }
    }
}
