package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerArgumentsTest {
    private static final Path HERE = Path.of("/srv/redis");

    @Test
    void theFirstArgumentIsTheFile() {
        assertThat(run("sentinel.conf").configFile()).contains(Path.of("/srv/redis/sentinel.conf"));
        assertThat(run("/etc/sentinel.conf").configFile()).contains(Path.of("/etc/sentinel.conf"));
        assertThat(run("../a/../b.conf").configFile()).contains(Path.of("/srv/a/../b.conf"));
        assertThat(run("../../../../x").configFile()).contains(Path.of("/x"));
    }

    @Test
    void withoutAFileThereIsNone() {
        assertThat(run()).isEqualTo(new ServerArguments.Run(Optional.empty(), false, List.of(), Map.of()));
        assertThat(run("--port", "1").configFile()).isEmpty();
    }

    @Test
    void aDirectiveAndItsWordsAreOneLine() {
        assertThat(lines("f", "--port", "26380", "--bind", "127.0.0.1", "::1"))
                .containsExactly("port \"26380\"", "bind \"127.0.0.1\" \"::1\"");
    }

    @Test
    void aSentinelDirectiveIsALineOfItsOwn() {
        assertThat(lines("f", "--sentinel", "monitor", "my master", "127.0.0.1", "6379", "2"))
                .containsExactly("sentinel \"monitor\" \"my master\" \"127.0.0.1\" \"6379\" \"2\"");
    }

    @Test
    void sentinelAloneIsOnlyASwitch() {
        assertThat(lines("f", "--sentinel")).isEmpty();
        assertThat(lines("f", "--sentinel", "--port", "1")).containsExactly("port \"1\"");
        assertThat(lines("f", "--port", "1", "--SENTINEL")).containsExactly("port \"1\"");
    }

    @Test
    void nameAndValueMayBeOneArgument() {
        assertThat(lines("f", "--port 26380", "--loglevel", "debug"))
                .containsExactly("port 26380", "loglevel \"debug\"");
    }

    @Test
    void aValueMayBeginWithDashesWhereAValueIsDue() {
        assertThat(lines("f", "--requirepass", "--secret", "--port", "1"))
                .containsExactly("requirepass \"--secret\"", "port \"1\"");
    }

    @Test
    void saveWithoutAValueMeansNothingToSave() {
        assertThat(lines("f", "--save", "--port", "1")).containsExactly("save \"\"", "port \"1\"");
        assertThat(lines("f", "--save")).containsExactly("save \"\"");
        assertThat(lines("f", "--save", "60 1")).containsExactly("save \"60 1\"");
    }

    @Test
    void whatALineCouldNotHoldIsEscaped() {
        assertThat(lines("f", "--requirepass", "a\"b\\c\nd\u0001é"))
                .containsExactly("requirepass \"a\\\"b\\\\c\\nd\\x01é\"");
    }

    @Test
    void aDashAtTheEndReadsTheStandardInput() {
        assertThat(run("f", "--port", "1", "-").readStdin()).isTrue();
        assertThat(run("-").readStdin()).isTrue();
        assertThat(run("f", "--requirepass", "-", "--port", "1").readStdin()).isFalse();
        assertThat(lines("f", "--requirepass", "-", "--port", "1")).containsExactly("requirepass \"-\"", "port \"1\"");
    }

    @Test
    void anUnknownDirectiveIsTheConfigurationsToRefuse() {
        assertThat(lines("f", "--no-such-thing", "1")).containsExactly("no-such-thing \"1\"");
        assertThat(lines("f", "stray")).containsExactly("\"stray\"");
    }

    @Test
    void pagesAreAskedForByNameAndLetter() {
        for (String version : List.of("-v", "--version")) {
            assertThat(ServerArguments.parse(List.of(version), HERE)).isEqualTo(ServerArguments.Page.VERSION);
        }
        for (String help : List.of("-h", "--help")) {
            assertThat(ServerArguments.parse(List.of(help), HERE)).isEqualTo(ServerArguments.Page.HELP);
        }
        assertThat(ServerArguments.parse(List.of("f", "--help"), HERE)).isEqualTo(ServerArguments.Page.HELP);
        assertThat(lines("f", "--requirepass", "--help")).containsExactly("requirepass \"--help\"");
    }

    @Test
    void ourOwnOptionsNeverBecomeLines() {
        ServerArguments.Run run = run("f", "--train-class-archive", "--port", "1");
        assertThat(run.reserved()).containsOnlyKeys(ReservedOption.TRAIN);
        assertThat(run.optionLines()).containsExactly("port \"1\"");
    }

    private static ServerArguments.Run run(String... arguments) {
        return (ServerArguments.Run) ServerArguments.parse(List.of(arguments), HERE);
    }

    private static List<String> lines(String... arguments) {
        return run(arguments).optionLines();
    }
}
