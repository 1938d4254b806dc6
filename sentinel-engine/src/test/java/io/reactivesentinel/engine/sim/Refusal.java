package io.reactivesentinel.engine.sim;

/** An error that a node answers with for a while, whatever it is asked, as far as real nodes do. */
enum Refusal {
    /** It wants a password, and has been given none. */
    NOAUTH("NOAUTH Authentication required."),
    /** It has another password than it is given. */
    WRONGPASS("WRONGPASS invalid username-password pair or user is disabled."),
    /** It reads a data set that takes a long time. */
    LOADING("LOADING Redis is loading the dataset in memory"),
    /** It has lost its master and does not show what it has. */
    MASTERDOWN("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Whether it is the answer to such a command; a replica that is attached already is served in any case. */
    boolean meets(Verb verb) {
        return switch (this) {
            case NOAUTH, WRONGPASS -> true;
            case LOADING -> !verb.whileLoading;
            case MASTERDOWN -> verb == Verb.PING || verb == Verb.SET;
        };
    }
}
