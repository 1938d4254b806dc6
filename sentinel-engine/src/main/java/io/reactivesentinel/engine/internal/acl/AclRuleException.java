package io.reactivesentinel.engine.internal.acl;

/** A rule that cannot be taken; the reason is in the words of Redis and repeats nothing of the rule, which may be a password. */
public final class AclRuleException extends Exception {
    private static final long serialVersionUID = 1L;

    static final String UNKNOWN_COMMAND = "Unknown command or category name in ACL";
    static final String SYNTAX = "Syntax error";
    static final String AFTER_ALL_KEYS =
            "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try"
                    + " 'resetkeys' to start with an empty list of patterns";
    static final String AFTER_ALL_CHANNELS =
            "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect."
                    + " Try 'resetchannels' to start with an empty list of channels";
    static final String NO_SUCH_PASSWORD = "The password you are trying to remove from the user does not exist";
    static final String BAD_HASH =
            "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters";
    static final String FIRST_WORD_OF_SUBCOMMAND = "Allowing first-arg of a subcommand is not supported";

    /** What C says where a bracket is left open in a file. */
    static final String OPEN_BRACKET = "Wrong format";

    private final String reason;
    private final String rule;

    AclRuleException(String rule, String reason) {
        super(reason, null, false, false);
        this.rule = rule;
        this.reason = reason;
    }

    /** Why it cannot be taken. */
    public String reason() {
        return reason;
    }

    /** The rule as it was given; for nobody but who gave it. */
    public String rule() {
        return rule;
    }

    /** Whether the rule is the beginning of a selector that is not closed. */
    public boolean isOpenBracket() {
        return reason.equals(OPEN_BRACKET);
    }
}
