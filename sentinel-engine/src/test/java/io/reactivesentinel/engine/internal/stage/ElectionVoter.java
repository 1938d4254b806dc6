package io.reactivesentinel.engine.internal.stage;

/**
 * One Sentinel as the search sees it: the condition of its process, and what is never forgotten by those who watch.
 *
 * @param life the number of the condition in the {@link ElectionTable}
 * @param told whom it ever told to have voted for, two bits for each epoch: 0 nobody, otherwise the leader from its point of
 *     view plus one
 * @param led in which epochs it was ever elected, a bit for each
 */
record ElectionVoter(int life, int told, int led) {

    /** Whom it told to have voted for in an epoch; negative for nobody. */
    int toldIn(long epoch) {
        return ((told >> shift(epoch)) & 3) - 1;
    }

    boolean ledIn(long epoch) {
        return ((led >> epoch) & 1) != 0;
    }

    ElectionVoter telling(int leader, long epoch) {
        return new ElectionVoter(life, told | ((leader + 1) << shift(epoch)), led);
    }

    ElectionVoter leading(long epoch) {
        return new ElectionVoter(life, told, led | (1 << epoch));
    }

    /** The same when its peers change places; the process is given by its number. */
    ElectionVoter mirrored(int mirroredLife, int epochs) {
        ElectionVoter mirrored = new ElectionVoter(mirroredLife, 0, led);
        for (long epoch = 1; epoch <= epochs; epoch++) {
            int leader = toldIn(epoch);
            if (leader >= 0) {
                mirrored = mirrored.telling(leader == 0 ? 0 : 3 - leader, epoch);
            }
        }
        return mirrored;
    }

    ElectionVoter living(int newLife) {
        return new ElectionVoter(newLife, told, led);
    }

    private static int shift(long epoch) {
        return 2 * ((int) epoch - 1);
    }
}
