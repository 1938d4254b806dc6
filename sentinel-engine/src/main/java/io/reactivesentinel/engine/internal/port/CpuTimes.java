package io.reactivesentinel.engine.internal.port;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Processor time the process has used, in seconds.
 *
 * @param system in the kernel
 * @param user outside of it
 * @param childrenSystem in the kernel by ended children
 * @param childrenUser outside of it by ended children
 */
record CpuTimes(double system, double user, double childrenSystem, double childrenUser) {
    /** Made by the kernel out of memory: reading it does not wait for a disk. */
    private static final Path LINUX = Path.of("/proc/self/stat");

    private static final Path LINUX_THREAD = Path.of("/proc/thread-self/stat");

    /** The unit of that file is fixed, whatever the kernel counts in itself. */
    private static final double TICKS_PER_SECOND = 100;

    /** Where utime stands in that file, counted from behind the program's name, which may contain anything. */
    private static final int USER_FIELD = 11;

    private static final double MILLIS_PER_SECOND = 1000;

    /** The times of the thread that calls, which is the one that serves clients; 0 where the system does not tell. */
    static CpuTimes ofThisThread() {
        try {
            return read(LINUX_THREAD);
        } catch (IOException | RuntimeException notLinux) {
            return new CpuTimes(0, 0, 0, 0);
        }
    }

    private static CpuTimes read(Path file) throws IOException {
        String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return new CpuTimes(
                seconds(fields.get(USER_FIELD + 1)),
                seconds(fields.get(USER_FIELD)),
                seconds(fields.get(USER_FIELD + 3)),
                seconds(fields.get(USER_FIELD + 2)));
    }

    /** The times until now; where the system does not tell them apart, everything counts as user time. */
    static CpuTimes now() {
        try {
            return read(LINUX);
        } catch (IOException | RuntimeException notLinux) {
            Duration total = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new CpuTimes(0, total.toMillis() / MILLIS_PER_SECOND, 0, 0);
        }
    }

    private static double seconds(String ticks) {
        return Long.parseLong(ticks) / TICKS_PER_SECOND;
    }
}
