package io.reactivesentinel.engine.sim.realredis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Three processes of the real redis-server 7.0.15, out of the test dependency that carries it. */
public final class RealLab implements Lab {

    private final Path directory;
    private final Path binary;
    private final List<Integer> ports = new ArrayList<>();
    private final @Nullable Process[] processes = new Process[3];

    /**
     * Three nodes that do not run yet.
     *
     * @param directory where they live
     * @param appends whether they write down every command
     * @param keepsCopies whether a full copy of their master stays on their disk
     */
    public RealLab(Path directory, boolean appends, boolean keepsCopies) throws IOException {
        this.directory = directory;
        this.binary = unpack(directory);
        for (int index = 0; index < 3; index++) {
            ports.add(freePort());
            Path home = Files.createDirectories(directory.resolve("n" + index));
            List<String> lines = new ArrayList<>(List.of(
                    "port " + ports.get(index),
                    "bind 127.0.0.1",
                    "dir \"" + home + "\"",
                    "save \"\"",
                    "appendonly " + (appends ? "yes" : "no"),
                    "appendfsync always",
                    "rdb-del-sync-files " + (keepsCopies || appends ? "no" : "yes"),
                    "repl-ping-replica-period 3600",
                    "repl-diskless-sync-delay 0"));
            Files.write(home.resolve("redis.conf"), lines);
        }
    }

    /** The binary for this machine, as the class path names it. */
    public static String resource() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        return "redis-server-7.0.15-" + (os.startsWith("mac") ? "darwin" : os) + "-"
                + (arch.equals("aarch64") ? "arm64" : "amd64");
    }

    /** Unpacks the binary into a directory. */
    public static Path unpack(Path directory) throws IOException {
        Path target = directory.resolve("redis-server");
        try (InputStream content = RealLab.class.getClassLoader().getResourceAsStream(resource())) {
            if (content == null) {
                throw new IOException("no " + resource() + " on the class path");
            }
            Files.copy(content, target);
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
        return target;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port(int node) {
        return ports.get(node);
    }

    @Override
    public void start(int node) {
        Path home = directory.resolve("n" + node);
        try {
            processes[node] = new ProcessBuilder(
                            binary.toString(), home.resolve("redis.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int attempt = 0; attempt < 500; attempt++) {
            try (Speaker speaker = connect(node)) {
                speaker.send(List.of("PING"));
                if (speaker.read(1_000).equals("PONG")) {
                    return;
                }
            } catch (UncheckedIOException notYet) {
                // It does not listen yet.
            }
            pass(20);
        }
        throw new IllegalStateException("node " + node + " does not answer");
    }

    @Override
    public void kill(int node) {
        Process process = processes[node];
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            processes[node] = null;
        }
    }

    @Override
    public void stop(int node) {
        signal(node, "-STOP");
    }

    @Override
    public void goOn(int node) {
        signal(node, "-CONT");
    }

    private void signal(int node, String signal) {
        Process process = processes[node];
        if (process == null) {
            throw new IllegalStateException("node " + node + " is not running");
        }
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void pass(long ms) {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (System.nanoTime() < untilNs) {
            LockSupport.parkNanos(untilNs - System.nanoTime());
        }
    }

    @Override
    public Speaker connect(int node) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(node)), 5_000);
            return new SocketSpeaker(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class SocketSpeaker implements Speaker {

        private final Socket socket;
        private final InputStream in;

        SocketSpeaker(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        @Override
        public void send(List<String> words) {
            StringBuilder text = new StringBuilder("*").append(words.size()).append("\r\n");
            for (String word : words) {
                text.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            try {
                socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Object read(long timeoutMs) {
            try {
                socket.setSoTimeout((int) timeoutMs);
                return value();
            } catch (SocketTimeoutException e) {
                return "silence";
            } catch (IOException e) {
                return "closed";
            }
        }

        private Object value() throws IOException {
            String line = line();
            String rest = line.substring(1);
            return switch (line.charAt(0)) {
                case '+' -> rest;
                case '-' -> line;
                case ':' -> Long.parseLong(rest);
                case '$' -> {
                    String text = new String(in.readNBytes(Integer.parseInt(rest)), StandardCharsets.UTF_8);
                    line();
                    yield text;
                }
                case '*' -> {
                    List<Object> items = new ArrayList<>();
                    for (int left = Integer.parseInt(rest); left > 0; left--) {
                        items.add(value());
                    }
                    yield items;
                }
                default -> throw new IOException("not expected: " + line);
            };
        }

        private String line() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("closed");
                }
                if (next != '\r') {
                    text.append((char) next);
                }
            }
            return text.toString();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        for (int node = 0; node < 3; node++) {
            kill(node);
        }
    }
}
