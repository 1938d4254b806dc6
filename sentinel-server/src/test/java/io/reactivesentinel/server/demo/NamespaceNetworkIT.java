package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in namespaces reach each other, or do not, as they are told; and nothing of them stays. */
@Timeout(120)
class NamespaceNetworkIT {
    private static final String OURS = "rs" + ProcessHandle.current().pid();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @BeforeAll
    static void namespaces() {
        Needs.that(NamespaceNetwork.isPossible(), NamespaceNetwork.NEEDS);
    }

    @Test
    void aPartitionSeparatesItsSidesAndNothingElse() throws Exception {
        try (NamespaceNetwork network = NamespaceNetwork.create(3);
                Children children = new Children()) {
            for (int host = 1; host <= 3; host++) {
                listen(children, network, host, RedisBinary.bundled(directory));
            }
            awaitReaches(network, 1, 2);
            awaitReaches(network, 1, 3);

            network.partition(Set.of(1, 2));

            awaitReaches(network, 1, 2);
            assertThat(reaches(network, 1, 3)).isFalse();
            assertThat(reaches(network, 3, 2)).isFalse();

            network.heal();

            awaitReaches(network, 1, 3);
            awaitReaches(network, 3, 2);
        }
    }

    @Test
    void closingLeavesNeitherNamespacesNorDevices() {
        NamespaceNetwork network = NamespaceNetwork.create(2);
        assertThat(NamespaceNetwork.names())
                .filteredOn(NamespaceNetworkIT::isOurs)
                .hasSize(3);
        assertThat(devices()).hasSize(2);

        network.close();

        assertThat(NamespaceNetwork.names()).noneMatch(NamespaceNetworkIT::isOurs);
        Wait.until("the devices were gone", RealCluster.SWITCH_LIMIT, () -> devices()
                .isEmpty());
    }

    @Test
    void theNextRemovesWhatADeadProcessHasLeft() throws Exception {
        // Beyond every process id of Linux.
        String left = "rs99999999a-n1";
        NamespaceNetwork.ip("netns", "add", left);
        Process orphan = new ProcessBuilder("ip", "netns", "exec", left, "sleep", "600").start();
        Wait.until("it slept there", RealCluster.SWITCH_LIMIT, () -> NamespaceNetwork.ip("netns", "pids", left)
                .strip()
                .equals(String.valueOf(orphan.pid())));

        NamespaceNetwork.create(1).close();

        assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).as("was ended").isTrue();
        assertThat(NamespaceNetwork.names()).doesNotContain(left);
    }

    private static boolean isOurs(String name) {
        // Not those of a process whose number only begins like ours.
        return name.matches(OURS + "[a-z].*");
    }

    /** The ends in the root namespace. */
    private static List<String> devices() {
        return NamespaceNetwork.ip("-o", "link")
                .lines()
                .map(line -> line.split(": ", -1)[1])
                .filter(NamespaceNetworkIT::isOurs)
                .toList();
    }

    private static void listen(Children children, NamespaceNetwork network, int host, RedisBinary binary)
            throws IOException {
        children.start(new ProcessBuilder(network.command(
                        host,
                        List.of(binary.path().toString(), "--port", "6379", "--protected-mode", "no", "--save", "")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
        Wait.until("redis listened on host " + host, RealCluster.SWITCH_LIMIT, () -> reaches(network, host, host));
    }

    /** Only that it comes about counts, not how soon: the machine may have other work. */
    private static void awaitReaches(NamespaceNetwork network, int from, int to) {
        Wait.until("host " + from + " reached host " + to, RealCluster.SWITCH_LIMIT, () -> reaches(network, from, to));
    }

    /** Whether a connection from one host to the Redis port of another is established within a second. */
    private static boolean reaches(NamespaceNetwork network, int from, int to) {
        try {
            Process process = new ProcessBuilder(network.command(
                            from, List.of("timeout", "1", "bash", "-c", "</dev/tcp/" + network.address(to) + "/6379")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            throw new DemoException("cannot run bash: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }
}
