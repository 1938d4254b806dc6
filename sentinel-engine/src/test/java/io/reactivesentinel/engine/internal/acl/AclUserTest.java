package io.reactivesentinel.engine.internal.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.resp.RespBytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules make of a user; the texts and lines are those of Redis, which {@code DifferentialIT} asks itself. */
class AclUserTest {
    private static final String PW_HASH = "30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4";
    private static final String AFTER_KEYS = "Adding a pattern after the * pattern (or the 'allkeys' flag)";
    private static final String AFTER_CHANNELS = "Adding a pattern after the * pattern (or the 'allchannels' flag)";

    private static AclUser user(String rules) throws AclRuleException {
        return AclUser.fresh("u").with(Commands.words(rules), Commands.CATALOG, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                  | u off sanitize-payload resetchannels -@all",
                "on                                  | u on sanitize-payload resetchannels -@all",
                "on nopass                           | u on nopass sanitize-payload resetchannels -@all",
                "ON SKIP-SANITIZE-PAYLOAD            | u on skip-sanitize-payload resetchannels -@all",
                "on +@all ~* &*                      | u on sanitize-payload ~* &* +@all",
                "+@pubsub +ping -PUBLISH             | u off sanitize-payload resetchannels -@all +@pubsub +ping -publish",
                "+ping -ping +ping                   | u off sanitize-payload resetchannels -@all +ping",
                "+ping -@all                         | u off sanitize-payload resetchannels -@all",
                "~a %R~b %RW~c %W~b                  | u off sanitize-payload ~a ~b ~c resetchannels -@all",
                "%w~a                                | u off sanitize-payload %W~a resetchannels -@all",
                "~a allkeys resetkeys ~b             | u off sanitize-payload ~b resetchannels -@all",
                "&a &b &a                            | u off sanitize-payload resetchannels &a &b -@all",
                "(+ping ~q) (+@all &x)               | u off sanitize-payload resetchannels -@all"
                        + " (~q resetchannels -@all +ping) (resetchannels &x +@all)",
                "(+ping) clearselectors              | u off sanitize-payload resetchannels -@all",
                "on nopass +@all ~* &* (+ping) reset | u off sanitize-payload resetchannels -@all",
                ">pw >pw                             | u off sanitize-payload #" + PW_HASH + " resetchannels -@all",
                ">pw <pw                             | u off sanitize-payload resetchannels -@all",
                "#" + PW_HASH + " !" + PW_HASH + "   | u off sanitize-payload resetchannels -@all",
                ">pw nopass                          | u off nopass sanitize-payload resetchannels -@all",
                "nopass >pw                          | u off sanitize-payload #" + PW_HASH + " resetchannels -@all",
                "nopass resetpass                    | u off sanitize-payload resetchannels -@all"
            })
    void rulesMakeALineThatMakesTheSameUser(String rules, String line) throws AclRuleException {
        AclUser user = user(rules);
        assertThat(user.line()).isEqualTo(line);
        List<RespBytes> words = Commands.words(line.substring("u ".length()));
        assertThat(AclUser.fresh("u").with(words, Commands.CATALOG, false)).isEqualTo(user);
    }

    /** The bar would part the columns above. */
    @Test
    void subcommandsAreNamedBehindABar() throws AclRuleException {
        assertThat(user("+sentinel -sentinel|masters").line()).endsWith(" -@all +sentinel -sentinel|masters");
        assertThat(user("-sentinel|masters +sentinel").line()).endsWith(" -@all +sentinel");
        assertThat(user("+SENTINEL|MASTER +sentinel|masters -sentinel|master").line())
                .endsWith(" -@all +sentinel|masters -sentinel|master");
        assertThat(user("+ping|hi").line()).endsWith(" -@all +ping|hi");
        assertThat(user("+ping|hi -ping").line()).endsWith(" -@all -ping");
    }

    @ParameterizedTest
    @CsvSource({
        "+nosuch, Unknown command or category name in ACL",
        "+@nosuch, Unknown command or category name in ACL",
        "+sentinel|nosuch, Unknown command or category name in ACL",
        "-sentinel|nosuch, Unknown command or category name in ACL",
        "-ping|x, Unknown command or category name in ACL",
        "+sentinel|master|x, Allowing first-arg of a subcommand is not supported",
        "+sentinel|, Syntax error",
        "foo, Syntax error",
        "%X~y, Syntax error",
        "%RR~y, Syntax error",
        "%~y, Syntax error",
        "(on), Syntax error",
        "(+ping, Wrong format",
        "(+nosuch), Unknown command or category name in ACL",
        "<pw, The password you are trying to remove from the user does not exist",
        "#12, The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters",
        "!12, The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters"
    })
    void aRuleThatIsNoneIsRefusedInTheWordsOfRedis(String rule, String reason) {
        assertThatThrownBy(() -> AclUser.fresh("u").with(List.of(RespBytes.of(rule)), Commands.CATALOG, false))
                .isInstanceOfSatisfying(AclRuleException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.rule()).isEqualTo(rule);
                    assertThat(e.getMessage()).doesNotContain("pw");
                });
    }

    @Test
    void aPatternBesideAllIsAMistake() {
        assertThatThrownBy(() -> user("~* ~a")).hasMessageStartingWith(AFTER_KEYS);
        assertThatThrownBy(() -> user("&* &a")).hasMessageStartingWith(AFTER_CHANNELS);
    }

    @Test
    void whatALineCouldNotHoldIsRefused() {
        for (String rule : List.of("~a b", "&a\tb", "&a\u0000b")) {
            assertThatThrownBy(() -> AclUser.fresh("u").with(List.of(RespBytes.of(rule)), Commands.CATALOG, false))
                    .hasMessage("Syntax error");
        }
        RespBytes noText = RespBytes.wrap(new byte[] {'&', (byte) 0xFF});
        assertThatThrownBy(() -> AclUser.fresh("u").with(List.of(noText), Commands.CATALOG, false))
                .hasMessage("Syntax error");
    }

    @Test
    void passwordsAreBytes() throws AclRuleException {
        RespBytes rule = RespBytes.wrap(new byte[] {'>', (byte) 0xFF, (byte) 0xFE});
        AclUser user = user("on").with(List.of(rule), Commands.CATALOG, false);
        assertThat(user.admits(RespBytes.wrap(new byte[] {(byte) 0xFF, (byte) 0xFE})))
                .isTrue();
        assertThat(user.admits(RespBytes.wrap(new byte[] {(byte) 0xFF, (byte) 0xFD})))
                .isFalse();
        assertThat(user.toString()).isEqualTo("AclUser[u]");
    }

    @Test
    void onlyAnEnabledUserWithThePasswordIsAdmitted() throws AclRuleException {
        assertThat(user("on >a >b").admits(RespBytes.of("b"))).isTrue();
        assertThat(user("on >a >b").admits(RespBytes.of("c"))).isFalse();
        assertThat(user("on").admits(RespBytes.of(""))).isFalse();
        assertThat(user("off >a").admits(RespBytes.of("a"))).isFalse();
        assertThat(user("off nopass").admits(RespBytes.of("a"))).isFalse();
        assertThat(user("on nopass").admits(RespBytes.of("whatever"))).isTrue();
    }

    private static Optional<Denial> denial(String rules, String fullName, String arguments, ChannelUse use)
            throws AclRuleException {
        return user(rules).denial(fullName, Commands.words(arguments), use, false);
    }

    private static boolean mayRun(String rules, String fullName, String arguments) throws AclRuleException {
        return denial(rules, fullName, arguments, ChannelUse.NONE).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+@all", "+sentinel", "+@admin", "+@all -sentinel|master", "(+sentinel)", "+@slow"})
    void masterListsAreAllowedBy(String rules) throws AclRuleException {
        assertThat(mayRun(rules, "sentinel|masters", "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+ping", "+@all -sentinel", "+@all -@admin", "+@all -@slow", "+sentinel -sentinel|masters"})
    void masterListsAreForbiddenBy(String rules) throws AclRuleException {
        assertThat(denial(rules, "sentinel|masters", "", ChannelUse.NONE))
                .contains(new Denial(Denial.Kind.COMMAND, "sentinel|masters"));
    }

    /** In Redis a category that a container is in takes its subcommands along, whatever they are in themselves. */
    @Test
    void aContainerInACategoryBringsItsSubcommands() throws AclRuleException {
        assertThat(mayRun("+@all -@admin", "sentinel|help", "")).isFalse();
        assertThat(mayRun("+@slow", "acl|setuser", "x")).isTrue();
    }

    @Test
    void commandsOfLaterVersionsAreAllowedByAllAndNotAfterAnExclusion() throws AclRuleException {
        assertThat(mayRun("+@all", "sentinel|later", "")).isTrue();
        assertThat(mayRun("+@all -ping", "sentinel|later", "")).isFalse();
    }

    @Test
    void aFirstWordCanBeAskedFor() throws AclRuleException {
        assertThat(mayRun("+ping|hi", "ping", "HI")).isTrue();
        assertThat(mayRun("+ping|hi", "ping", "ho")).isFalse();
        assertThat(mayRun("+ping|hi", "ping", "")).isFalse();
        assertThat(mayRun("+ping|hi +ping|ho", "ping", "ho")).isTrue();
    }

    @Test
    void whatIsFreeForAllIsFree() throws AclRuleException {
        assertThat(user("").denial("auth", List.of(), ChannelUse.NONE, true)).isEmpty();
    }

    @Test
    void channelsAreMatchedAndPatternsTakenWordForWord() throws AclRuleException {
        String rules = "+@all &__sentinel__:* &+sdown";
        assertThat(denial(rules, "subscribe", "", use(false, "__sentinel__:hello", "+sdown")))
                .isEmpty();
        assertThat(denial(rules, "subscribe", "", use(false, "+sdown", "-sdown")))
                .contains(new Denial(Denial.Kind.CHANNEL, "-sdown"));
        assertThat(denial(rules, "psubscribe", "", use(true, "__sentinel__:*"))).isEmpty();
        assertThat(denial(rules, "psubscribe", "", use(true, "*"))).contains(new Denial(Denial.Kind.CHANNEL, "*"));
        assertThat(denial(rules + " allchannels", "psubscribe", "", use(true, "*")))
                .isEmpty();
    }

    /** One selector must allow all of it; of several refusals the one that comes furthest is told. */
    @Test
    void selectorsDoNotAddUpInOneCommand() throws AclRuleException {
        String rules = "+subscribe &a (+subscribe &b) (+ping)";
        assertThat(denial(rules, "subscribe", "", use(false, "b"))).isEmpty();
        assertThat(denial(rules, "subscribe", "", use(false, "a", "b"))).contains(new Denial(Denial.Kind.CHANNEL, "b"));
        assertThat(user(rules).mayHear(use(false, "a", "b"))).isTrue();
        assertThat(user(rules).mayHear(use(false, "a", "c"))).isFalse();
    }

    private static ChannelUse use(boolean patterns, String... names) {
        return new ChannelUse(java.util.Arrays.stream(names).map(RespBytes::of).toList(), patterns);
    }
}
