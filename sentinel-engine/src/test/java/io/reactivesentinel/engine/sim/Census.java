package io.reactivesentinel.engine.sim;

/**
 * What became of writes.
 *
 * @param written commands sent
 * @param acknowledged those that a node answered with OK
 * @param lost acknowledged ones that the master does not hold in the end
 * @param splitMs how long two nodes acknowledged writes at a time, milliseconds
 * @param silentMs how long no write was acknowledged to anybody, see {@link WriteLog#silentMs}
 */
public record Census(long written, long acknowledged, long lost, long splitMs, long silentMs) {

    /** Nothing was written. */
    public static final Census NONE = new Census(0, 0, 0, 0, 0);

    static Census of(WriteLog log, RedisNode finalMaster, long nowUs) {
        WriteLog.Census counted = log.census(finalMaster);
        return new Census(
                counted.acknowledged() + counted.unknown() + counted.refused(),
                counted.acknowledged(),
                counted.lost(),
                counted.splitBrainMs(),
                log.silentMs(nowUs));
    }

    /** Both together. */
    public Census plus(Census other) {
        return new Census(
                written + other.written,
                acknowledged + other.acknowledged,
                lost + other.lost,
                splitMs + other.splitMs,
                silentMs + other.silentMs);
    }
}
