package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One line of replicated history, known by its replication id: what one master wrote while it was one, on top of what it
 * had before. A data set is a lineage and an offset in it.
 *
 * <p>Only the master whose lineage it is adds to it, so the same lineage and offset always mean the same data.
 */
final class Lineage {

    /** A message that goes through the stream as a write does. */
    private record Message(long endOffset, String channel, String text) {}

    private final String replid;
    private final @Nullable Lineage parent;
    private final long forkOffset;
    private final long start;
    private final List<Message> messages = new ArrayList<>();
    private long firstWrite = Long.MAX_VALUE;
    private boolean stocked;

    private Lineage(String replid, @Nullable Lineage parent, long forkOffset, long start) {
        this.replid = replid;
        this.parent = parent;
        this.forkOffset = forkOffset;
        this.start = start;
    }

    /** History that begins with nothing. */
    static Lineage empty(String replid) {
        return new Lineage(replid, null, 0, 0);
    }

    /** History that goes on from a point of this one, and counts its offsets on. */
    Lineage fork(String newReplid, long offset) {
        return new Lineage(newReplid, this, offset, offset);
    }

    /** History that goes on from a point of this one, and counts its offsets from 0. */
    Lineage recount(String newReplid, long offset) {
        return new Lineage(newReplid, this, offset, 0);
    }

    String replid() {
        return replid;
    }

    /** It has data from before anybody counted. */
    void stock() {
        stocked = true;
    }

    void wrote(long endOffset) {
        firstWrite = Math.min(firstWrite, endOffset);
    }

    void published(long endOffset, String channel, String message) {
        messages.add(new Message(endOffset, channel, message));
    }

    /** What an offset of this lineage, or of its past, means in the count of the parent. */
    private long inParent(long offset) {
        return offset >= start ? forkOffset : offset - (start - forkOffset);
    }

    /** Whether this lineage up to an offset contains another one up to another offset. */
    boolean contains(long offset, Lineage other, long otherOffset) {
        Lineage at = this;
        long limit = offset;
        while (at != other) {
            Lineage above = at.parent;
            if (above == null) {
                return false;
            }
            limit = at.inParent(limit);
            at = above;
        }
        return otherOffset <= limit;
    }

    /** Whether there is any data up to an offset. */
    boolean hasData(long offset) {
        Lineage at = this;
        long limit = offset;
        while (true) {
            if (at.stocked || at.firstWrite <= limit) {
                return true;
            }
            Lineage above = at.parent;
            if (above == null) {
                return false;
            }
            limit = at.inParent(limit);
            at = above;
        }
    }

    /** Hands over the messages in a piece of the stream, in order; the first offset is not part of the piece. */
    void messages(long after, long upTo, BiConsumer<String, String> to) {
        if (after < start && parent != null && start == forkOffset) {
            parent.messages(after, Math.min(upTo, forkOffset), to);
        }
        int index = messages.size();
        while (index > 0 && messages.get(index - 1).endOffset() > after) {
            index--;
        }
        for (; index < messages.size() && messages.get(index).endOffset() <= upTo; index++) {
            to.accept(messages.get(index).channel(), messages.get(index).text());
        }
    }

    @Override
    public String toString() {
        return replid.substring(0, 8);
    }
}
