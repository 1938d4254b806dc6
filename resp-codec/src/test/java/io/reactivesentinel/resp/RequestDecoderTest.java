package io.reactivesentinel.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestDecoderTest {

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments("*1\r\n$4\r\nPING\r\n", List.of(List.of("PING"))),
                arguments("*2\r\n$3\r\nGET\r\n$0\r\n\r\n", List.of(List.of("GET", ""))),
                arguments("*1\r\n$2\r\n\r\n\r\n", List.of(List.of("\r\n"))),
                arguments("PING\r\n", List.of(List.of("PING"))),
                arguments("PING\n", List.of(List.of("PING"))),
                arguments("  SENTINEL\t masters  \r\n", List.of(List.of("SENTINEL", "masters"))),
                arguments("\r\n\n  \r\nPING\r\n", List.of(List.of("PING"))),
                arguments("*0\r\n*-1\r\n*-7\r\nPING\r\n", List.of(List.of("PING"))),
                arguments(
                        "*1\r\n$4\r\nPING\r\nINFO\r\n*1\r\n$4\r\nROLE\r\n",
                        List.of(List.of("PING"), List.of("INFO"), List.of("ROLE"))),
                arguments("a \"b c\" 'd e' \"\" ''\r\n", List.of(List.of("a", "b c", "d e", "", ""))),
                arguments("\"\\n\\r\\t\\b\\a\\\\\\\"\\x41\\xfg\\q\"\r\n", List.of(List.of("\n\r\t\b\u0007\\\"Axfgq"))),
                arguments("'it\\'s \\n' x\r\n", List.of(List.of("it's \\n", "x"))),
                arguments("foo\"bar baz\" x\r\n", List.of(List.of("foobar baz", "x"))),
                arguments("a\u0000b c\r\nPING\r\n", List.of(List.of("a"), List.of("PING"))));
    }

    private static RequestDecoder decoder() {
        return new RequestDecoder(RespLimits.server());
    }

    private static List<List<String>> texts(List<RespCommand> commands) {
        return commands.stream().map(RespCommand::texts).toList();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void commandsAreDecoded(String wire, List<List<String>> expected) {
        assertThat(texts(Wire.commands(decoder(), Wire.bytes(wire)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void aCutAtAnyByteChangesNothing(String wire, List<List<String>> expected) {
        for (int cut = 1; cut < wire.length(); cut++) {
            RequestDecoder decoder = decoder();
            List<RespCommand> commands = new ArrayList<>(Wire.commands(decoder, Wire.bytes(wire.substring(0, cut))));
            commands.addAll(Wire.commands(decoder, Wire.bytes(wire.substring(cut))));
            assertThat(texts(commands)).as("cut at %d", cut).isEqualTo(expected);
            assertThat(decoder.isInsideCommand()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void oneByteAtATimeChangesNothing(String wire, List<List<String>> expected) {
        RequestDecoder decoder = decoder();
        List<RespCommand> commands = new ArrayList<>();
        for (int i = 0; i < wire.length(); i++) {
            commands.addAll(Wire.commands(decoder, Wire.bytes(wire.substring(i, i + 1))));
        }
        assertThat(texts(commands)).isEqualTo(expected);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("*2147483647\r\n", "invalid multibulk length"),
                arguments("*99999999999999999999\r\n", "invalid multibulk length"),
                arguments("*a\r\n", "invalid multibulk length"),
                arguments("*\r\n", "invalid multibulk length"),
                arguments("*+1\r\n", "invalid multibulk length"),
                arguments("*01\r\n", "invalid multibulk length"),
                arguments("*-0\r\n", "invalid multibulk length"),
                arguments("*1\rx", "invalid multibulk length"),
                arguments("*1\r\n:", "expected '$', got ':'"),
                arguments("*1\r\nx", "expected '$', got 'x'"),
                arguments("*1\r\n$-5\r\n", "invalid bulk length"),
                arguments("*1\r\n$-1\r\n", "invalid bulk length"),
                arguments("*1\r\n$65537\r\n", "invalid bulk length"),
                arguments("*1\r\n$2147483648\r\n", "invalid bulk length"),
                arguments("*1\r\n$x\r\n", "invalid bulk length"),
                arguments("*1\r\n$1\r\nab", "invalid bulk length"),
                arguments("a \"b\r\n", "unbalanced quotes in request"),
                arguments("a 'b\r\n", "unbalanced quotes in request"),
                arguments("a \"b\"c\r\n", "unbalanced quotes in request"),
                arguments("a 'b'c\r\n", "unbalanced quotes in request"),
                arguments("a \"b\\\r\n", "unbalanced quotes in request"),
                arguments("x".repeat(65537), "too big inline request"),
                arguments("x ".repeat(20000) + "\r\n", "too big inline request"),
                arguments("*" + "1".repeat(65537), "too big mbulk count string"),
                arguments("*1\r\n$" + "1".repeat(65537), "too big bulk count string"),
                arguments("*9\r\n" + ("$65000\r\n" + "x".repeat(65000) + "\r\n").repeat(9), "too big request"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void malformedInputIsRefusedWithTheTextOfRedis(String wire, String message) {
        RequestDecoder decoder = decoder();
        assertThatThrownBy(() -> Wire.commands(decoder, Wire.bytes(wire)))
                .isInstanceOf(RespProtocolException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> decoder.decode(Wire.bytes("PING\r\n"))).hasMessage(message);
    }

    @Test
    void strangersHaveTighterLimitsUntilTheyAuthenticate() {
        String eleven = "*11\r\n" + "$1\r\na\r\n".repeat(11);
        String large = "*1\r\n$16385\r\n" + "a".repeat(16385) + "\r\n";
        String together = "*3\r\n" + ("$16000\r\n" + "a".repeat(16000) + "\r\n").repeat(3);
        for (String wire : List.of(eleven, large, together)) {
            RequestDecoder stranger = decoder();
            stranger.authenticated(false);
            assertThatThrownBy(() -> Wire.commands(stranger, Wire.bytes(wire)))
                    .hasMessage(
                            wire.equals(eleven) ? "unauthenticated multibulk length" : "unauthenticated bulk length");
            RequestDecoder known = decoder();
            known.authenticated(false);
            assertThat(Wire.commands(known, Wire.bytes("*10\r\n" + "$1\r\na\r\n".repeat(10))))
                    .hasSize(1);
            known.authenticated(true);
            assertThat(Wire.commands(known, Wire.bytes(wire))).hasSize(1);
        }
    }

    @Test
    void aCommandNeverShowsItsArguments() {
        assertThat(RespCommand.of("AUTH", "secret")).hasToString("AUTH (1 arguments)");
    }
}
