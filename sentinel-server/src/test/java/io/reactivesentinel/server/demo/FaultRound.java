package io.reactivesentinel.server.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Some processes killed, stopped or restarted by chance, each for some time, and then all of them there again. */
final class FaultRound {
    private static final int SPREAD_MS = 1_000;
    private static final int MAX_VICTIMS = 4;
    private static final int SHORTEST_MS = 100;
    private static final int LONGEST_ABSENCE_MS = 3_000;

    /** Below the two seconds at which a Sentinel goes into TILT and does nothing for half a minute. */
    private static final int LONGEST_PAUSE_MS = 1_800;

    private static final int LONGEST_PAUSE_WITH_TILT_MS = 5_000;
    private static final double MASTER_SHARE = 0.7;

    private final List<Deed> deeds;

    private enum Kind {
        KILL,
        PAUSE,
        /** Killed and started again at once. */
        BOUNCE
    }

    private record Deed(Kind kind, ServerProcess victim, int fromMs, int forMs) {
        void begin() {
            switch (kind) {
                case KILL -> victim.kill();
                case PAUSE -> victim.pause();
                case BOUNCE -> {
                    victim.kill();
                    victim.start();
                }
            }
        }

        void end() {
            switch (kind) {
                case KILL -> victim.start();
                case PAUSE -> victim.resume();
                case BOUNCE -> {
                    // It is there already.
                }
            }
        }

        @Override
        public String toString() {
            return kind + " " + victim.name() + " at " + fromMs + " ms"
                    + (kind == Kind.BOUNCE ? "" : " for " + forMs + " ms");
        }
    }

    private record Step(int atMs, Runnable action) {}

    private FaultRound(List<Deed> deeds) {
        this.deeds = List.copyOf(deeds);
    }

    /** The master dies and stays away until it is replaced, while a Sentinel, which chance names, is restarted. */
    static void masterDies(Random random, Cluster cluster, RedisProcess master, Duration limit) {
        List<SentinelProcess> sentinels = cluster.sentinels();
        SentinelProcess restarted = sentinels.get(random.nextInt(sentinels.size()));
        master.kill();
        restarted.kill();
        restarted.start();
        cluster.awaitSwitch(sentinels, master, limit);
        master.start();
        master.awaitPong();
    }

    /** Anything may happen to one to four processes, among which the master is more often than not. */
    static FaultRound draw(Random random, Cluster cluster, RedisProcess master, boolean tiltAllowed) {
        List<ServerProcess> victims = shuffled(random, cluster);
        if (random.nextDouble() < MASTER_SHARE) {
            victims.remove(master);
            victims.add(0, master);
        }
        List<Deed> deeds = new ArrayList<>();
        for (ServerProcess victim : victims.subList(0, 1 + random.nextInt(MAX_VICTIMS))) {
            deeds.add(deed(random, victim, tiltAllowed ? LONGEST_PAUSE_WITH_TILT_MS : LONGEST_PAUSE_MS));
        }
        return new FaultRound(deeds);
    }

    private static List<ServerProcess> shuffled(Random random, Cluster cluster) {
        List<ServerProcess> all = new ArrayList<>(cluster.nodes());
        all.addAll(cluster.sentinels());
        Collections.shuffle(all, random);
        return all;
    }

    private static Deed deed(Random random, ServerProcess victim, int longestPauseMs) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        int longest = kind == Kind.PAUSE ? longestPauseMs : LONGEST_ABSENCE_MS;
        return new Deed(kind, victim, random.nextInt(SPREAD_MS), SHORTEST_MS + random.nextInt(longest - SHORTEST_MS));
    }

    /** Does it all and makes it good again; returns when every victim answers. */
    void run() {
        List<Step> steps = new ArrayList<>();
        for (Deed deed : deeds) {
            steps.add(new Step(deed.fromMs(), deed::begin));
            steps.add(new Step(deed.fromMs() + deed.forMs(), deed::end));
        }
        steps.sort(Comparator.comparingInt(Step::atMs));
        long began = System.nanoTime();
        for (Step step : steps) {
            passUntil(began + TimeUnit.MILLISECONDS.toNanos(step.atMs()));
            step.action().run();
        }
        deeds.forEach(deed -> deed.victim().awaitPong());
    }

    /** A fault has a length: nothing is waited for. */
    private static void passUntil(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        deeds.forEach(deed -> words.add(deed.toString()));
        return String.join(", ", words);
    }
}
