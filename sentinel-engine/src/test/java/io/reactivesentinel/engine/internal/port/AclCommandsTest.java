package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.acl.UserFile;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import io.reactivesentinel.engine.spi.GlobalSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Users on a listening side: who may do what, what changes at once, and when it is answered. */
class AclCommandsTest {
    private final TestEngine engine = new TestEngine();
    private final SentinelPort port = engine.port();
    private final TestClient admin = new TestClient(port);

    private void user(String line) {
        assertThat(admin.send("ACL SETUSER " + line)).isEmpty();
        engine.done();
        assertThat(admin.read()).isEqualTo("+OK~");
    }

    private TestClient as(String user, String password) {
        TestClient client = new TestClient(port);
        assertThat(client.send("AUTH " + user + " " + password)).isEqualTo("+OK~");
        return client;
    }

    @Test
    void aUserMayDoWhatItsRulesSayAndNothingElse() {
        user("watcher on >w +sentinel|masters +subscribe &+switch-master");
        TestClient watcher = as("watcher", "w");
        assertThat(watcher.send("PING"))
                .isEqualTo("-NOPERM User watcher has no permissions to run the 'ping' command~");
        assertThat(watcher.send("SENTINEL MASTER m"))
                .isEqualTo("-NOPERM User watcher has no permissions to run the 'sentinel|master' command~");
        assertThat(watcher.send("SUBSCRIBE +switch-master +sdown"))
                .isEqualTo("-NOPERM No permissions to access a channel~");
        assertThat(watcher.send("SUBSCRIBE +switch-master")).startsWith("*3~$9~subscribe~");
    }

    @Test
    void whatDoesNotExistIsSaidBeforeRightsAreLookedAt() {
        user("nobody on nopass");
        TestClient nobody = as("nobody", "x");
        assertThat(nobody.send("nosuch")).startsWith("-ERR unknown command");
        assertThat(nobody.send("PUBLISH a")).startsWith("-ERR wrong number of arguments");
        assertThat(nobody.send("HELLO 2")).startsWith("*12~");
    }

    @Test
    void aChangeHoldsAtOnceAndIsAnsweredWhenItIsSaved() {
        user("a on >x +ping");
        TestClient a = as("a", "x");
        assertThat(admin.send("ACL SETUSER a -ping")).isEmpty();
        assertThat(a.send("PING")).startsWith("-NOPERM");
        Command.Configure saved = (Command.Configure) engine.lastCommand();
        List<Secret> lines =
                saved.change().apply(GlobalSettings.DEFAULT).users().orElseThrow();
        assertThat(lines.get(0).value()).startsWith("a on sanitize-payload #").endsWith(" resetchannels -@all -ping");
        assertThat(lines).hasSize(2);
        engine.done();
        assertThat(admin.read()).isEqualTo("+OK~");
    }

    @Test
    void aChangeThatIsNotSavedHoldsAndIsToldSo() {
        assertThat(admin.send("ACL SETUSER default >pw")).isEmpty();
        engine.refuse(Reason.NOT_SAVED);
        assertThat(admin.read()).startsWith("-ERR The users have changed, but could not be saved");
        assertThat(new TestClient(port).send("PING")).startsWith("-NOAUTH");
    }

    @Test
    void aChangeThatChangesNothingIsNotSaved() {
        assertThat(admin.send("ACL SETUSER default on")).isEqualTo("+OK~");
        assertThat(admin.send("ACL DELUSER nosuch")).isEqualTo(":0~");
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void aBadRuleChangesNothing() {
        user("a on >x +ping");
        assertThat(admin.send("ACL SETUSER a -ping foo"))
                .isEqualTo("-ERR Error in ACL SETUSER modifier 'foo': Syntax error~");
        assertThat(admin.send("ACL SETUSER a -ping (+ping"))
                .isEqualTo("-ERR Unmatched parenthesis in acl selector starting at '(+ping'.~");
        assertThat(admin.sendWords("ACL", "SETUSER", "a b", "on"))
                .isEqualTo("-ERR Usernames can't contain spaces or null characters~");
        assertThat(as("a", "x").send("PING")).isEqualTo("+PONG~");
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void whoIsRemovedIsCutOffAndWhoRemovesItselfIsStillAnswered() {
        user("a on >x +@all");
        TestClient first = as("a", "x");
        TestClient second = as("a", "x");
        assertThat(first.send("ACL DELUSER a nosuch")).isEmpty();
        assertThat(second.closed).isTrue();
        assertThat(first.send("PING")).isEmpty();
        engine.done();
        assertThat(first.read()).startsWith(":1~-NOAUTH");
        assertThat(first.closed).isTrue();
        assertThat(admin.send("ACL USERS")).isEqualTo("*1~$7~default~");
    }

    @Test
    void theDefaultUserCannotBeRemovedNorAnybodyWithIt() {
        user("a on");
        assertThat(admin.send("ACL DELUSER a default")).isEqualTo("-ERR The 'default' user cannot be removed~");
        assertThat(admin.send("ACL USERS")).isEqualTo("*2~$1~a~$7~default~");
    }

    @Test
    void whoListensToWhatItMayNotAnyMoreIsCutOff() {
        user("a on >x +@all &+sdown &-sdown");
        TestClient down = as("a", "x");
        TestClient up = as("a", "x");
        down.send("SUBSCRIBE +sdown");
        up.send("PSUBSCRIBE -sdown");
        user("a resetchannels &+sdown");
        assertThat(down.closed).isFalse();
        assertThat(up.closed).isTrue();
    }

    @Test
    void refusalsAreLoggedAndCounted() {
        user("a on >x");
        TestClient a = as("a", "x");
        a.send("PING");
        a.send("PING");
        new TestClient(port).send("auth nosuch hidden");
        String log = admin.send("ACL LOG");
        assertThat(TestClient.words(log))
                .containsSubsequence("reason", "auth", "object", "auth", "username", "nosuch")
                .containsSubsequence("reason", "command", "object", "ping", "username", "a");
        assertThat(log).contains("$5~count~:2~").doesNotContain("hidden");
        assertThat(admin.send("ACL LOG 1")).startsWith("*1~");
        assertThat(admin.send("INFO stats"))
                .contains("acl_access_denied_auth:1")
                .contains("acl_access_denied_cmd:2");
        assertThat(admin.send("ACL LOG RESET")).isEqualTo("+OK~");
        assertThat(admin.send("ACL LOG")).isEqualTo("*0~");
    }

    @Test
    void aDisabledDefaultUserLetsNobodyInWithoutALogin() {
        user("a on >x +ping");
        user("default off");
        TestClient stranger = new TestClient(port);
        assertThat(stranger.send("PING")).isEqualTo("-NOAUTH Authentication required.~");
        assertThat(stranger.send("AUTH default x")).startsWith("-WRONGPASS");
        assertThat(stranger.send("AUTH a x")).isEqualTo("+OK~");
        assertThat(stranger.send("PING")).isEqualTo("+PONG~");
    }

    @Test
    void rulesNameCommandsAsTheyAreCalledWithoutRenaming() {
        port.rename("PING", "pong");
        user("a on >x +ping");
        assertThat(as("a", "x").send("PONG")).isEqualTo("+PONG~");
        assertThat(admin.send("ACL SETUSER b +pong")).startsWith("-ERR Error in ACL SETUSER modifier '+pong'");
    }

    @Test
    void passwordsAreDrawn() {
        assertThat(TestClient.words(admin.send("ACL GENPASS")))
                .first()
                .asString()
                .matches("[0-9a-f]{64}");
        assertThat(TestClient.words(admin.send("ACL GENPASS 5")))
                .first()
                .asString()
                .matches("[0-9a-f]{2}");
        assertThat(TestClient.words(admin.send("ACL GENPASS 4096")))
                .first()
                .asString()
                .hasSize(1024);
        assertThat(admin.send("ACL GENPASS")).isNotEqualTo(admin.send("ACL GENPASS"));
    }

    /** A file in memory. */
    private static final class Lines implements UserFile {
        List<String> lines = new ArrayList<>();
        boolean broken;

        @Override
        public String name() {
            return "users.acl";
        }

        @Override
        public List<String> read() throws IOException {
            fail();
            return lines;
        }

        @Override
        public void write(List<String> written) throws IOException {
            fail();
            lines = written;
        }

        private void fail() throws IOException {
            if (broken) {
                throw new IOException("No space left on device");
            }
        }
    }

    @Test
    void usersOfAFileAreSavedWhenSomebodySaysSo() {
        Lines file = new Lines();
        SentinelPort with = engine.port(new UserSettings(
                List.of(), Optional.of(file), List.of("user a on >x +ping"), false, UserSettings.DEFAULT_LOG_MAX));
        TestClient client = new TestClient(with);
        assertThat(client.send("ACL SETUSER b on")).isEqualTo("+OK~");
        assertThat(file.lines).isEmpty();
        assertThat(client.send("ACL SAVE")).isEqualTo("+OK~");
        assertThat(file.lines).hasSize(3).allMatch(line -> line.startsWith("user "));
        file.broken = true;
        assertThat(client.send("ACL SAVE")).startsWith("-ERR There was an error trying to save the ACLs.");
        assertThat(client.send("ACL LOAD")).contains("opening file 'users.acl': No space left on device");
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void whatIsLoadedHoldsAndWhoIsAnotherNowHasToLogInAgain() {
        Lines file = new Lines();
        SentinelPort with = engine.port(new UserSettings(
                List.of(),
                Optional.of(file),
                List.of("user a on nopass +@all", "user b on nopass +@all"),
                false,
                UserSettings.DEFAULT_LOG_MAX));
        TestClient client = new TestClient(with);
        TestClient a = new TestClient(with);
        a.send("AUTH a x");
        TestClient b = new TestClient(with);
        b.send("AUTH b x");
        file.lines = List.of("user a on nopass +@all", "user b on >new +@all", "foo");
        assertThat(client.send("ACL LOAD"))
                .isEqualTo("-ERR users.acl:3: should start with user keyword followed by the username. WARNING: ACL"
                        + " errors detected, no change to the previously active ACL rules was performed~");
        assertThat(b.send("PING")).isEqualTo("+PONG~");
        file.lines = file.lines.subList(0, 2);
        assertThat(client.send("ACL LOAD")).isEqualTo("+OK~");
        assertThat(a.send("PING")).isEqualTo("+PONG~");
        assertThat(b.closed).isTrue();
    }

    @Test
    void withoutAFileThereIsNothingToLoad() {
        assertThat(admin.send("ACL LOAD")).startsWith("-ERR This Redis instance is not configured to use an ACL file.");
        assertThat(admin.send("ACL SAVE")).isEqualTo(admin.send("ACL LOAD"));
    }

    @Test
    void usersThatCannotBeTakenEndTheStart() {
        assertThatThrownBy(() -> engine.port(new UserSettings(
                        List.of(List.of("a", "on", ">hidden", "+nosuch")),
                        Optional.empty(),
                        List.of(),
                        false,
                        UserSettings.DEFAULT_LOG_MAX)))
                .hasMessage("Error in user declaration 'a': Unknown command or category name in ACL");
    }
}
