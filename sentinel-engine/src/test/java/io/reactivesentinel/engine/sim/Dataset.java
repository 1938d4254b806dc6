package io.reactivesentinel.engine.sim;

import java.util.function.BiConsumer;

/** What one node has: a lineage, how far it has it, and what of the past it can hand to others. */
final class Dataset {

    static final String NO_REPLID = "0".repeat(40);

    private static final long BACKLOG_BYTES = 1 << 20;

    private Lineage lineage;
    private long offset;
    private String replid2 = NO_REPLID;
    private long secondOffset = -1;
    private long backlogStart;
    private boolean backlog;

    Dataset(Lineage lineage, long offset) {
        this.lineage = lineage;
        this.offset = offset;
        this.backlogStart = offset + 1;
    }

    Lineage lineage() {
        return lineage;
    }

    /** How far, as the stream counts; before there is a backlog nothing of that shows. */
    long offset() {
        return offset;
    }

    /** How far, as the node says. */
    long shownOffset() {
        return backlog ? offset : 0;
    }

    boolean hasBacklog() {
        return backlog;
    }

    /** The stream is kept from here on, and counted from 0: there is a first replica, or a master. */
    void keepBacklog(String replid) {
        if (!backlog) {
            lineage = lineage.recount(replid, offset);
            offset = 0;
            backlogStart = 1;
            backlog = true;
        }
    }

    String replid() {
        return lineage.replid();
    }

    /** The replication id it left at its promotion; forty zeros for none. */
    String replid2() {
        return replid2;
    }

    /** Up to where that one holds, not included; -1 for none. */
    long secondOffset() {
        return secondOffset;
    }

    long backlogStart() {
        return Math.max(backlogStart, offset - BACKLOG_BYTES + 1);
    }

    boolean hasData() {
        return lineage.hasData(offset);
    }

    boolean holds(Lineage other, long otherOffset) {
        return lineage.contains(offset, other, otherOffset);
    }

    /** Something of the master's own goes into the stream. */
    long append(int bytes) {
        offset += bytes;
        return offset;
    }

    /** A piece of the master's stream. */
    void advance(long upTo, BiConsumer<String, String> messages) {
        if (upTo > offset) {
            long before = offset;
            offset = upTo;
            lineage.messages(before, upTo, messages);
        }
    }

    /** A history of its own begins here; the present one becomes its second. */
    void shift(String newReplid) {
        replid2 = lineage.replid();
        secondOffset = offset + 1;
        lineage = lineage.fork(newReplid, offset);
    }

    /** The same data, as a piece of another history that goes on from it. */
    void continueAs(Lineage next) {
        if (next != lineage) {
            replid2 = lineage.replid();
            secondOffset = offset + 1;
            lineage = next;
        }
    }

    /** Other data altogether. */
    void replace(Lineage by, long at) {
        lineage = by;
        offset = at;
        replid2 = NO_REPLID;
        secondOffset = -1;
        backlogStart = at + 1;
        backlog = true;
    }

    /** Whether a replica that wants to go on from there can. */
    boolean continuesFrom(String replid, long wanted) {
        boolean known = replid.equals(lineage.replid()) || (replid.equals(replid2) && wanted <= secondOffset);
        return backlog && known && wanted >= backlogStart() && wanted <= offset + 1;
    }

    /** What a replica reads back from its snapshot: it may go on from there. */
    static Dataset reread(Lineage lineage, long offset) {
        Dataset read = new Dataset(lineage, offset);
        read.backlog = true;
        return read;
    }

    /** What a master reads back from its snapshot: its replicas may go on from there. */
    static Dataset reread(Lineage lineage, long offset, String newReplid) {
        Dataset read = reread(lineage, offset);
        read.shift(newReplid);
        return read;
    }
}
