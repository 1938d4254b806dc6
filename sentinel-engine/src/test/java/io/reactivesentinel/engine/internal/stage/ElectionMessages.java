package io.reactivesentinel.engine.internal.stage;

/**
 * The network of the exhaustive search: a set of messages, each one bit. What was sent once can arrive any number of times,
 * at any moment and in any order, or never: so loss, duplication, delay and reordering are all in it, without a bound.
 *
 * <p>Sentinels are 0, 1 and 2; the peer {@code p} of Sentinel {@code i} is {@code (i + p) % 3}. An answer either names whom
 * it is for or it does not: which other Sentinel it names makes no difference to a count.
 */
final class ElectionMessages {

    static final int SENTINELS = 3;

    /** In how many ways they can change places. */
    static final int ORDERS = 6;

    private static final int PAIRS = 6;
    private static final int ANSWERS = 2;

    private final int epochs;
    private final int[][] moved;
    private final int[] inputs;
    private final long[] reaching = new long[SENTINELS];

    /** For each pair, the requests up to an epoch, all answers, and the answers that are no vote in that epoch or later. */
    private final long[][] questionsUpTo;

    private final long[] replies = new long[PAIRS];
    private final long[][] plain;

    ElectionMessages(int epochs) {
        this.epochs = epochs;
        int count = PAIRS * epochs * (1 + ANSWERS);
        if (count > Long.SIZE) {
            throw new IllegalArgumentException("too many epochs: " + epochs);
        }
        this.moved = new int[ORDERS][count];
        this.inputs = new int[count];
        this.questionsUpTo = new long[PAIRS][epochs + 1];
        this.plain = new long[PAIRS][epochs + 1];
        for (int bit = 0; bit < count; bit++) {
            reaching[to(bit)] |= 1L << bit;
            inputs[bit] = inputOf(bit);
            sort(bit);
            for (int order = 0; order < ORDERS; order++) {
                int from = place(order, from(bit));
                int peer = peerOf(from, place(order, to(bit)));
                moved[order][bit] =
                        isQuestion(bit) ? question(from, peer, epoch(bit)) : reply(from, peer, isVote(bit), epoch(bit));
            }
        }
    }

    private void sort(int bit) {
        int pair = bit % PAIRS;
        if (!isQuestion(bit)) {
            replies[pair] |= 1L << bit;
        }
        for (int epoch = 1; epoch <= epochs; epoch++) {
            if (isQuestion(bit)) {
                questionsUpTo[pair][epoch] |= epoch(bit) <= epoch ? 1L << bit : 0;
            } else if (epoch(bit) < epoch || (epoch(bit) == epoch && !isVote(bit))) {
                plain[pair][epoch] |= 1L << bit;
            }
        }
    }

    /** Where a Sentinel goes when they change places; the last three orders mirror them. */
    static int place(int order, int sentinel) {
        return order < SENTINELS ? (sentinel + order) % SENTINELS : (2 * SENTINELS - sentinel + order) % SENTINELS;
    }

    static int peerOf(int sentinel, int other) {
        return (other - sentinel + SENTINELS) % SENTINELS;
    }

    private static int pair(int from, int peer) {
        return from * 2 + peer - 1;
    }

    /** The bit of a request for a vote. */
    int question(int from, int peer, long epoch) {
        return (int) (epoch - 1) * PAIRS + pair(from, peer);
    }

    /** The bit of an answer that tells a vote in that epoch: for whoever gets the answer, or for another. */
    int reply(int from, int peer, boolean vote, long epoch) {
        return PAIRS * epochs + ((int) (epoch - 1) * ANSWERS + (vote ? 0 : 1)) * PAIRS + pair(from, peer);
    }

    private boolean isQuestion(int bit) {
        return bit < PAIRS * epochs;
    }

    private static int from(int bit) {
        return bit % PAIRS / 2;
    }

    private static int to(int bit) {
        return (from(bit) + bit % 2 + 1) % SENTINELS;
    }

    private long epoch(int bit) {
        return isQuestion(bit) ? bit / PAIRS + 1 : (bit / PAIRS - epochs) / ANSWERS + 1;
    }

    private boolean isVote(int bit) {
        return (bit / PAIRS - epochs) % ANSWERS == 0;
    }

    private int inputOf(int bit) {
        int before = ElectionInput.FIRST_MESSAGE;
        int row = (peerOf(to(bit), from(bit)) - 1) * epochs + (int) epoch(bit) - 1;
        return isQuestion(bit) ? before + row : before + 2 * epochs + row * ANSWERS + (isVote(bit) ? 0 : 1);
    }

    /** The number of the input that this message is to whom it reaches. */
    int input(int bit) {
        return inputs[bit];
    }

    /** Those that may reach a Sentinel. */
    long reaching(long all, int sentinel) {
        return all & reaching[sentinel];
    }

    /** The same messages when the Sentinels change places. */
    long moved(long all, int order) {
        long result = 0;
        for (long left = all; left != 0; left &= left - 1) {
            result |= 1L << moved[order][Long.numberOfTrailingZeros(left)];
        }
        return result;
    }

    /**
     * Without the differences that make none any more.
     *
     * <p>An answer is of use to a Sentinel that asks for votes or may still do so. Whatever it tells of an epoch before the
     * next attempt means the same to that: no vote for it. And a request of a Sentinel that needs no answer is of no use
     * once it can gain no vote.
     *
     * @param all the messages
     * @param next for each Sentinel the earliest epoch in which it asks for votes or may still do so
     * @param settled for each Sentinel an epoch up to which it gives no more votes
     */
    long swept(long all, int[] next, int[] settled) {
        long result = all;
        for (int to = 0; to < SENTINELS; to++) {
            long arriving = result & reaching[to];
            if (arriving == 0) {
                continue;
            }
            for (int peer = 1; peer <= 2; peer++) {
                int from = (to + peer) % SENTINELS;
                int pair = pair(from, SENTINELS - peer);
                if (next[from] > epochs) {
                    result &= ~questionsUpTo[pair][settled[to]];
                }
                if (next[to] > epochs) {
                    result &= ~replies[pair];
                } else if ((arriving & plain[pair][next[to]]) != 0) {
                    result &= ~plain[pair][next[to]];
                    result |= 1L << reply(from, SENTINELS - peer, false, next[to]);
                }
            }
        }
        return result;
    }
}
