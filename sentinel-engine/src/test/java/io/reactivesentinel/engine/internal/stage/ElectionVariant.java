package io.reactivesentinel.engine.internal.stage;

/**
 * What the exhaustive search runs: production rules on an honest disk, or something broken on purpose.
 *
 * @param name what is wrong, in words
 * @param rules the rules of every Sentinel
 * @param quorum the quorum they are configured with
 * @param disk how truthful a save is
 * @param attributed whether an answer counts for the peer that gave it; otherwise for both
 */
record ElectionVariant(String name, Rules rules, int quorum, Disk disk, boolean attributed) {

    /** What is said of a save. */
    enum Disk {
        /** What became of it, once it is known. */
        HONEST,
        /** That it is done, as soon as it is asked for. */
        HASTY,
        /** That it is done, even when it failed. */
        LYING
    }

    static ElectionVariant production() {
        return named("production");
    }

    static ElectionVariant named(String name) {
        return withRules(name, new Rules());
    }

    static ElectionVariant withRules(String name, Rules rules) {
        return new ElectionVariant(name, rules, 1, Disk.HONEST, true);
    }

    static ElectionVariant withDisk(String name, Disk disk) {
        return new ElectionVariant(name, new Rules(), 1, disk, true);
    }

    /** The majority is more than this quorum in all but one of the searches, so that the quorum hides nothing. */
    ElectionVariant withQuorum(int newQuorum) {
        return new ElectionVariant(name, rules, newQuorum, disk, attributed);
    }

    ElectionVariant unattributed() {
        return new ElectionVariant(name, rules, quorum, disk, false);
    }

    @Override
    public String toString() {
        return name;
    }
}
