package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads, again and again, what the Sentinels have on disk, and notes what may never be seen there over time, whoever is
 * killed meanwhile: an epoch that falls, a second name for one vote, two addresses of one configuration.
 *
 * <p>A thread reads every few milliseconds. What stood in a file for a shorter time it may miss, never invent: the files are
 * replaced whole.
 */
final class StateFiles implements AutoCloseable {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long STOP_LIMIT_MS = 5_000;
    private static final List<String> NEVER_FALLING = List.of("current-epoch ", "config-epoch ", "leader-epoch ");

    private final List<SentinelProcess> sentinels;
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<String, String> votes = new HashMap<>();
    private final Map<Long, String> addresses = new HashMap<>();
    private final Set<String> falls = new LinkedHashSet<>();
    private final Set<String> secondVotes = new LinkedHashSet<>();
    private final Set<String> secondAddresses = new LinkedHashSet<>();
    private final Thread thread = new Thread(this::run, "state-files");
    private volatile boolean stopped;

    private StateFiles(List<SentinelProcess> sentinels) {
        this.sentinels = List.copyOf(sentinels);
        thread.setDaemon(true);
    }

    static StateFiles watch(List<SentinelProcess> sentinels) {
        StateFiles watching = new StateFiles(sentinels);
        watching.thread.start();
        return watching;
    }

    /** Epochs that were lower than before. */
    synchronized List<String> falls() {
        return List.copyOf(falls);
    }

    /** Votes for which there was another name before. */
    synchronized List<String> secondVotes() {
        return List.copyOf(secondVotes);
    }

    /** Configuration epochs with two addresses; Redis's own Sentinels can make such. */
    synchronized List<String> secondAddresses() {
        return List.copyOf(secondAddresses);
    }

    /** The votes that were seen, by voter and epoch. */
    synchronized int voteCount() {
        return votes.size();
    }

    private void run() {
        while (!stopped) {
            sentinels.forEach(this::look);
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private void look(SentinelProcess sentinel) {
        Path file = sentinel.configFile();
        note(sentinel.name(), lines(file), lines(file.resolveSibling("." + file.getFileName() + ".votes")));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // Not there yet, or for the moment: a later look will find it.
        }
    }

    /** What one look at the two files of a Sentinel shows. */
    synchronized void note(String sentinel, List<String> config, List<String> voteLines) {
        String address = "";
        long configEpoch = 0;
        for (String line : config) {
            if (!line.startsWith("sentinel ")) {
                continue;
            }
            String directive = line.substring("sentinel ".length());
            List<String> words = List.of(directive.split(" ", -1));
            if (directive.startsWith("monitor ")) {
                address = words.get(2) + ":" + words.get(3);
            } else if (NEVER_FALLING.stream().anyMatch(directive::startsWith)) {
                long epoch = Long.parseLong(words.get(words.size() - 1));
                noteEpoch(sentinel + " " + words.get(0), epoch);
                configEpoch = words.get(0).equals("config-epoch") ? epoch : configEpoch;
            }
        }
        noteAddress(configEpoch, address);
        for (String line : voteLines) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() == 3) {
                noteVote(sentinel + " in epoch " + words.get(0), words.get(1));
            }
        }
    }

    private void noteEpoch(String which, long epoch) {
        long before = highest.merge(which, epoch, Math::max);
        if (epoch < before) {
            falls.add(which + " fell from " + before + " to " + epoch);
        }
    }

    private void noteAddress(long epoch, String address) {
        if (epoch == 0 || address.isEmpty()) {
            return;
        }
        String before = addresses.putIfAbsent(epoch, address);
        if (before != null && !before.equals(address)) {
            secondAddresses.add("epoch " + epoch + " is " + before + " and " + address);
        }
    }

    private void noteVote(String voter, String candidate) {
        String before = votes.putIfAbsent(voter, candidate);
        if (before != null && !before.equals(candidate)) {
            secondVotes.add(voter + " for " + before + " and for " + candidate);
        }
    }

    /** Everything that was seen and may not be, for any Sentinel and then for ours alone. */
    synchronized List<String> complaints(boolean oursAlone) {
        List<String> all = new ArrayList<>(falls);
        all.addAll(secondVotes);
        if (oursAlone) {
            all.addAll(secondAddresses);
        }
        return all;
    }

    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        try {
            thread.join(STOP_LIMIT_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
