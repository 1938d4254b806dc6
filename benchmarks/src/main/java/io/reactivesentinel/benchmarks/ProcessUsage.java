package io.reactivesentinel.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the system says that a process uses. Linux only: it reads {@code /proc}. */
final class ProcessUsage {

    /** The unit of the times in {@code /proc/PID/stat}, which Linux gives programs whatever its own clock does. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final double KIB_PER_MIB = 1024;

    private final Path directory;

    ProcessUsage(long pid) {
        this.directory = Path.of("/proc", Long.toString(pid));
    }

    /** Processor time of all its threads so far, in seconds, to a hundredth. */
    double cpuSeconds() {
        return cpuSeconds(read("stat"));
    }

    /** The fields are counted from the end of the name, which may hold blanks and brackets itself. */
    static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
    }

    /** Resident memory, in MiB. */
    double residentMib() {
        return residentMib(read("status"));
    }

    static double residentMib(String status) {
        return status.lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new MeasurementException("no VmRSS in /proc/PID/status"))
                / KIB_PER_MIB;
    }

    /** Open sockets, listening ones among them. */
    int sockets() {
        try (Stream<Path> descriptors = Files.list(directory.resolve("fd"))) {
            return (int) descriptors.filter(ProcessUsage::isSocket).count();
        } catch (IOException e) {
            throw new MeasurementException("cannot list " + directory.resolve("fd") + ": " + e, e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // Closed meanwhile.
        }
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new MeasurementException("cannot read " + directory.resolve(file) + ": " + e, e);
        }
    }
}
