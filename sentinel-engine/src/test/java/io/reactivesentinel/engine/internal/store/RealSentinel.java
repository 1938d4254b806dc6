package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.sim.realredis.RealLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Redis Sentinel 7.0.15: what it says about a file, and a process that runs on one. */
final class RealSentinel {

    private static final int LIMIT_SECONDS = 20;
    private static final String HEADER = "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\n";

    private final Path directory;
    private final Path binary;

    /** One whose binary is unpacked into a directory. */
    RealSentinel(Path directory) throws IOException {
        this.directory = directory;
        this.binary = RealLab.unpack(directory);
    }

    /**
     * What it prints about a file that says {@code port 0}, with which it never gets as far as to run: what follows the
     * header, or nothing when it has no complaint.
     */
    String complaint(byte[] content) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("judged.conf"), content);
        Path out = directory.resolve("judged.out");
        Path err = directory.resolve("judged.err");
        Process process = command(file)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        end(process, false);
        String error = Files.readString(err, StandardCharsets.ISO_8859_1).strip();
        String log = Files.readString(out, StandardCharsets.ISO_8859_1);
        if (error.isEmpty() && !log.contains("Configured to not listen anywhere")) {
            String last = log.strip().substring(log.strip().lastIndexOf('\n') + 1);
            return last.replaceFirst("^\\d+:X .{24} [#*] ", "");
        }
        return (error + "\n").replace(HEADER, "").strip();
    }

    /** A Sentinel that runs on a file. */
    final class Running implements AutoCloseable {
        private final Process process;
        private final int port;

        Running(Path file, int port) throws IOException {
            this.port = port;
            process = command(file)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("running.out").toFile()))
                    .start();
        }

        /** Asks it, as soon as it answers. */
        String ask(String command) throws IOException, InterruptedException {
            for (int attempt = 0; attempt < 50 * LIMIT_SECONDS && process.isAlive(); attempt++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(5_000);
                    socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
                    socket.shutdownOutput();
                    String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    if (!all.isEmpty()) {
                        return all;
                    }
                } catch (IOException notYet) {
                    // It does not listen yet.
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            throw new IOException("no answer; its log: " + Files.readString(directory.resolve("running.out")));
        }

        @Override
        public void close() {
            process.destroy();
            try {
                end(process, true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ProcessBuilder command(Path file) {
        return new ProcessBuilder(List.of(binary.toString(), file.toString(), "--sentinel"))
                .directory(directory.toFile());
    }

    private static void end(Process process, boolean asked) throws InterruptedException {
        if (!process.waitFor(asked ? LIMIT_SECONDS : 3, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
