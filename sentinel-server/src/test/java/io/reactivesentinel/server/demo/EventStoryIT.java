package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One story, lived through by a real C Sentinel and by ours: the same events with the same payloads. Where one of them
 * depends on whether PING or INFO was answered first, its place in the chapter is left open; the steps of a failover are in
 * order.
 */
@Timeout(180)
class EventStoryIT {

    /** README, "the leader tells +switch-master": ours come after the switch, so that they name the new master. */
    private static final List<String> NAMES_THE_NEW_MASTER =
            List.of("+slave-reconf-sent", "+slave-reconf-inprog", "+slave-reconf-done", "+failover-end");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void bothSayTheSame() throws Exception {
        RedisBinary binary = RedisBinary.bundled(directory);
        Path launcher = Path.of("..", "sentinel").toAbsolutePath();
        FutureTask<Map<String, List<String>>> theirs = aside(() -> live("c", binary, SentinelCommand.redis(binary)));
        Map<String, List<String>> ours = live("ours", binary, SentinelCommand.launcher(launcher));

        Map<String, List<String>> expected = theirs.get();
        assertThat(ours.keySet()).isEqualTo(expected.keySet());
        expected.forEach((title, said) -> {
            assertThat(masked(ours.get(title))).as(title).containsExactlyInAnyOrderElementsOf(masked(said));
            assertThat(steps(ours.get(title))).as("the order in: " + title).isEqualTo(steps(said));
        });
    }

    private static <T> FutureTask<T> aside(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "the other story");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private Map<String, List<String>> live(String name, RedisBinary binary, SentinelCommand command)
            throws IOException {
        try (Children children = new Children()) {
            Path own = Files.createDirectory(directory.resolve(name));
            return new EventStory(children, binary, own).live(command);
        }
    }

    private static List<String> masked(List<String> said) {
        List<String> masked = new ArrayList<>();
        for (String each : said) {
            boolean names = NAMES_THE_NEW_MASTER.contains(each.substring(0, each.indexOf(' ')));
            masked.add(names ? each.replaceAll("mymaster 127.0.0.1 PORT\\d", "mymaster 127.0.0.1 MASTER") : each);
        }
        return masked;
    }

    /**
     * What has an order: the way to a promotion, and from there to its end. Not the old master's demotion: README, "a
     * returning old master": ours does not wait for the other replicas.
     */
    private static List<String> steps(List<String> said) {
        return masked(said).stream()
                .filter(each -> !each.startsWith("+switch-master")
                        && !each.startsWith("+slave ")
                        && !each.startsWith("+convert-to-slave ")
                        && !each.contains("role-change")
                        && !each.contains("sdown")
                        && !each.startsWith("+reboot"))
                .toList();
    }
}
