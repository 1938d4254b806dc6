package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Refusal;

/** What clients are told when the decision loop refuses a command. */
final class Refusals {
    static final String NO_SUCH_MASTER = "ERR No such master with that name";

    private Refusals() {}

    /** The error text, its code included. */
    static String text(Refusal refusal) {
        return switch (refusal.reason()) {
            case NO_SUCH_MASTER -> NO_SUCH_MASTER;
            case DUPLICATE_MASTER -> "ERR Duplicate master name.";
            case INVALID -> detailed("ERR Invalid argument", refusal);
            case FAILOVER_IN_PROGRESS -> "INPROG Failover already in progress";
            case NO_GOOD_REPLICA -> "NOGOODSLAVE No suitable replica to promote";
            case NO_GOOD_MASTER ->
                refusal.detail().isEmpty()
                        ? "NOGOODPRIMARY Primary does not support FAILOVER command"
                        : "NOGOODPRIMARY " + refusal.detail();
            case NO_MAJORITY -> detailed("NOQUORUM No majority to elect a leader", refusal);
            case NOT_SAVED -> "ERR Failed to save config file. Check server logs.";
            case FAULTED -> detailed("ERR This master is faulted, see the log", refusal);
            case OVERLOADED -> detailed("ERR Sentinel is overloaded, try again later", refusal);
            case STOPPED -> detailed("ERR Sentinel is shutting down", refusal);
            case NOT_A_MEMBER ->
                detailed("ERR This Sentinel only observes: it cannot vote or lead a failover", refusal);
        };
    }

    private static String detailed(String text, Refusal refusal) {
        return refusal.detail().isEmpty() ? text : text + ": " + refusal.detail();
    }
}
