package io.reactivesentinel.engine.internal.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.resp.RespBytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Users out of lines and files, and the log of what they were refused. */
class AclUsersTest {
    private static final String DEFAULT_LINE = "default on nopass sanitize-payload ~* &* +@all";

    private static AclUsers fresh() {
        return AclUsers.of(Optional.empty(), Commands.CATALOG, false);
    }

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    @Test
    void theDefaultUserMayDoEverything() {
        assertThat(fresh().lines()).containsExactly(DEFAULT_LINE);
        AclUser withPassword = AclUsers.of(Optional.of(new Secret("pw")), Commands.CATALOG, false)
                .defaultUser();
        assertThat(withPassword.needsNoPassword()).isFalse();
        assertThat(withPassword.admits(RespBytes.of("pw"))).isTrue();
    }

    @Test
    void aDeclaredUserBeginsWithNothing() throws Exception {
        AclUsers users = fresh().declared(List.of(words("default on >pw +ping"), words("a")));
        assertThat(users.defaultUser().rights().commands()).isEqualTo("-@all +ping");
        assertThat(users.defaultUser().needsNoPassword()).isFalse();
        assertThat(users.lines()).hasSize(2).first().isEqualTo("a off sanitize-payload resetchannels -@all");
    }

    @Test
    void allChannelsMayBeTheBeginning() throws Exception {
        AclUsers users = AclUsers.of(Optional.empty(), Commands.CATALOG, true).declared(List.of(words("a on")));
        assertThat(users.user("a").orElseThrow().rights().channels()).isEqualTo("&*");
        assertThat(users.with("a", Commands.words("resetchannels reset"))
                        .user("a")
                        .orElseThrow()
                        .rights()
                        .channels())
                .isEqualTo("&*");
    }

    @Test
    void aBadDeclarationIsNamedWithoutItsPassword() {
        assertBad("Error in user declaration 'a': Syntax error", "a on >hidden foo");
        assertBad("Error in user declaration 'a': Wrong format", "a on (+ping");
        assertBad("Spaces not allowed in ACL usernames", "a\tb on");
        assertBad(
                "Error in user declaration 'a': Duplicate user found. A user can only be defined once in config files",
                "a on",
                "a off");
    }

    private static void assertBad(String message, String... lines) {
        List<List<String>> declared =
                java.util.Arrays.stream(lines).map(AclUsersTest::words).toList();
        assertThatThrownBy(() -> fresh().declared(declared)).hasMessage(message);
    }

    @Test
    void aFileIsReadAndWritten() throws Exception {
        AclUsers users = AclFileText.read(
                List.of("# ours", "", "  user a on >pw +ping &x ", "user b off (+sentinel ~k)"), fresh(), "users.acl");
        assertThat(users.all()).extracting(AclUser::name).containsExactly("a", "b", "default");
        assertThat(AclFileText.read(AclFileText.write(users), fresh(), "again").lines())
                .isEqualTo(users.lines());
    }

    @Test
    void everyBadLineOfAFileIsNamed() {
        assertThatThrownBy(() -> AclFileText.read(
                        List.of("user a on >hidden +nosuch", "foo", "user", "user b on", "user b off"), fresh(), "f"))
                .hasMessage("f:1: Error in user declaration 'a': Unknown command or category name in ACL."
                        + " f:2: should start with user keyword followed by the username."
                        + " f:3: should start with user keyword followed by the username."
                        + " f:5: Duplicate user 'b' found."
                        + " WARNING: ACL errors detected, no change to the previously active ACL rules was performed");
    }

    @Test
    void theSameRefusalWithinAMinuteIsCounted() {
        AclLog log = new AclLog(3);
        log.add(AclLog.Reason.COMMAND, "ping", "a", "one", 1_000);
        log.add(AclLog.Reason.AUTH, "AUTH", "a", "two", 2_000);
        log.add(AclLog.Reason.COMMAND, "ping", "a", "three", 61_000);
        assertThat(log.newest(10))
                .containsExactly(
                        new AclLog.Entry(2, AclLog.Reason.COMMAND, "ping", "a", "three", 0, 1_000, 61_000),
                        new AclLog.Entry(1, AclLog.Reason.AUTH, "AUTH", "a", "two", 1, 2_000, 2_000));
        log.add(AclLog.Reason.COMMAND, "ping", "a", "four", 121_001);
        assertThat(log.newest(1))
                .singleElement()
                .extracting(AclLog.Entry::count)
                .isEqualTo(1L);
    }

    @Test
    void theLogIsBounded() {
        AclLog log = new AclLog(3);
        for (int i = 0; i < 10; i++) {
            log.add(AclLog.Reason.AUTH, "x".repeat(5_000), "user" + i, "client", i);
        }
        assertThat(log.newest(100)).extracting(AclLog.Entry::user).containsExactly("user9", "user8", "user7");
        assertThat(log.newest(100))
                .allSatisfy(entry -> assertThat(entry.object()).hasSize(AclLog.TEXT_MAX));
        assertThat(log.newest(0)).isEmpty();
        log.clear();
        assertThat(log.newest(100)).isEmpty();
        AclLog none = new AclLog(0);
        none.add(AclLog.Reason.AUTH, "AUTH", "a", "client", 0);
        assertThat(none.newest(1)).isEmpty();
    }
}
