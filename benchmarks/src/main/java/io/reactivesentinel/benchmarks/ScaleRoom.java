package io.reactivesentinel.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this machine allows a measurement with many processes. Linux only.
 *
 * @param availableMib memory that can be had without swapping
 * @param descriptors files and sockets that one process may have open
 * @param processes processes and threads that this user may have
 */
record ScaleRoom(long availableMib, long descriptors, long processes) {

    private static final long KIB_PER_MIB = 1024;

    /** An idle redis-server has about eight; the rest is for the machine to breathe. */
    private static final long MIB_PER_SERVER = 12;

    /** For the two Sentinels, and this JVM. */
    private static final long MIB_ASIDE = 1024;

    /** Two links for each master. */
    private static final long DESCRIPTORS_PER_MASTER = 2;

    /** Ours keeps so many for clients and files, Redis's own fewer. */
    private static final long DESCRIPTORS_ASIDE = 600;

    /** A redis-server has four threads besides its first. */
    private static final long THREADS_PER_SERVER = 5;

    private static final long THREADS_ASIDE = 500;

    static ScaleRoom here() {
        String limits = read(Path.of("/proc/self/limits"));
        return new ScaleRoom(
                number(read(Path.of("/proc/meminfo")), "MemAvailable:") / KIB_PER_MIB,
                number(limits, "Max open files"),
                number(limits, "Max processes"));
    }

    /** The first number of a line; a limit that says unlimited is as large as can be. */
    static long number(String text, String label) {
        return text.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip().split("\\s+", 2)[0])
                .mapToLong(word -> word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word))
                .findFirst()
                .orElseThrow(() -> new MeasurementException("this system does not say: " + label));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new MeasurementException("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Refuses what does not fit, before anything is started.
     *
     * @throws MeasurementException naming what is short, how much is needed and what is there
     */
    void requireFor(int masters, int servers) {
        String what = Figures.count(masters) + " masters on " + Figures.count(servers) + " Redis servers need ";
        require(what, "MiB of memory", servers * MIB_PER_SERVER + MIB_ASIDE, availableMib);
        require(
                what,
                "descriptors in one process (ulimit -n)",
                masters * DESCRIPTORS_PER_MASTER + DESCRIPTORS_ASIDE,
                descriptors);
        require(what, "processes and threads (ulimit -u)", servers * THREADS_PER_SERVER + THREADS_ASIDE, processes);
    }

    private static void require(String what, String resource, long needed, long there) {
        if (needed > there) {
            throw new MeasurementException(
                    what + Figures.count(needed) + " " + resource + ", and there are " + Figures.count(there));
        }
    }
}
