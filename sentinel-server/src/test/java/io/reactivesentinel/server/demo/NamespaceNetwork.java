package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts that are network namespaces, numbered from one, on a switch that can be cut in two. The switch is a namespace as
 * well, with two bridges in it: a partition moves the ports of some hosts to the other bridge, so that packets vanish
 * between the sides as they do in a real one. Each host has a second line to the root namespace alone, for the test.
 *
 * <p>Takes Linux, root and {@code ip} of iproute2. Everything is named after this process, is removed by {@link #close()} or
 * when the virtual machine ends, and what a killed one has left is removed by the next.
 */
final class NamespaceNetwork implements AutoCloseable {
    /** What a machine must have. */
    static final String NEEDS = "no network namespaces can be made here: that takes Linux, root and ip of iproute2";

    /** Short, because the name of a device has fifteen characters at most. */
    private static final String PREFIX = "rs";

    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)[a-z]-\\w+");
    private static final long COMMAND_LIMIT_S = 20;

    /** 198.18.0.0/15 is for tests of networks and routed nowhere. */
    private static final String DATA = "198.18.0.";

    /** The system removes a network some time after we have told it to: the next one has other names. */
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final long pid = ProcessHandle.current().pid();
    private final int count = COUNT.getAndIncrement();
    private final String base = PREFIX + pid + (char) ('a' + count % 26);
    private final String prefix = base + "-";
    private final String management = "198.19." + (pid * 26 + count) % 256 + ".";
    private final int hostCount;
    private final Thread hook = new Thread(this::remove, "remove-namespaces");

    private NamespaceNetwork(int hostCount) {
        this.hostCount = hostCount;
    }

    /** Whether this machine lets us make such a network. */
    static boolean isPossible() {
        try (NamespaceNetwork tried = create(1)) {
            return tried.hostCount == 1;
        } catch (DemoException e) {
            return false;
        }
    }

    static NamespaceNetwork create(int hostCount) {
        removeLeftovers();
        NamespaceNetwork network = new NamespaceNetwork(hostCount);
        Runtime.getRuntime().addShutdownHook(network.hook);
        try {
            network.build();
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void build() {
        ip("netns", "add", prefix + "switch");
        for (String bridge : List.of("one", "other")) {
            ipIn("switch", "link", "add", bridge, "type", "bridge");
            ipIn("switch", "link", "set", bridge, "up");
        }
        for (int host = 1; host <= hostCount; host++) {
            String name = "n" + host;
            ip("netns", "add", prefix + name);
            ipIn(name, "link", "set", "lo", "up");
            ipIn(name, "link", "add", "data", "type", "veth", "peer", "name", name, "netns", prefix + "switch");
            ipIn(name, "addr", "add", address(host) + "/24", "dev", "data");
            ipIn(name, "link", "set", "data", "up");
            ipIn("switch", "link", "set", name, "master", "one");
            ipIn("switch", "link", "set", name, "up");
            String root = base + host;
            ipIn(name, "link", "add", "test", "type", "veth", "peer", "name", root, "netns", String.valueOf(pid));
            ipIn(name, "addr", "add", managementAddress(host) + "/30", "dev", "test");
            ipIn(name, "link", "set", "test", "up");
            ip("addr", "add", management + (4 * host + 1) + "/30", "dev", root);
            ip("link", "set", root, "up");
        }
    }

    /** The address by which the hosts know each other. */
    String address(int host) {
        return DATA + host;
    }

    /** The address by which the test reaches a host, also during a partition. */
    String managementAddress(int host) {
        return management + (4 * host + 2);
    }

    /** The command line that runs a command on a host; the process that is started becomes the command. */
    List<String> command(int host, List<String> words) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + "n" + host));
        command.addAll(words);
        return command;
    }

    /** Cuts some hosts off from the others; they still reach each other. */
    void partition(Set<Integer> hosts) {
        hosts.forEach(host -> ipIn("switch", "link", "set", "n" + host, "master", "other"));
    }

    /** Brings all hosts together again. */
    void heal() {
        for (int host = 1; host <= hostCount; host++) {
            ipIn("switch", "link", "set", "n" + host, "master", "one");
        }
    }

    /** Removes the network, and ends what still runs in it. */
    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending, and the hook finds nothing any more.
        }
    }

    private void remove() {
        names().stream().filter(name -> name.startsWith(prefix)).forEach(NamespaceNetwork::removeOne);
    }

    private static void removeLeftovers() {
        for (String name : names()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()
                    && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                removeOne(name);
            }
        }
    }

    /** Its devices go with it, and with each the other end of its line; processes still in it are ended first. */
    private static void removeOne(String name) {
        ip("netns", "pids", name)
                .lines()
                .map(line -> ProcessHandle.of(Long.parseLong(line.strip())))
                .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
        ip("netns", "del", name);
    }

    /** The names of all namespaces of such networks, also of other processes. */
    static List<String> names() {
        return ip("netns", "list")
                .lines()
                .map(line -> line.split(" ", -1)[0])
                .filter(name -> NAME.matcher(name).matches())
                .toList();
    }

    private String ipIn(String name, String... words) {
        List<String> all = new ArrayList<>(List.of("-n", prefix + name));
        all.addAll(List.of(words));
        return ip(all.toArray(String[]::new));
    }

    /** Runs {@code ip}; what it printed. */
    static String ip(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        try {
            Path out = Files.createTempFile("ip", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                if (!process.waitFor(COMMAND_LIMIT_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new DemoException("did not end: " + String.join(" ", command));
                }
                String text = Files.readString(out, StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw new DemoException(String.join(" ", command) + ": " + text.strip());
                }
                return text;
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new DemoException("Cannot run ip: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted while ip ran", e);
        }
    }
}
