package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lock between real processes. */
class StoreLockTest {

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void aSecondProcessIsRefusedAndAKilledOneBlocksNobody() throws Exception {
        Path file = directory.resolve("sentinel.conf");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
            assertThatThrownBy(() -> StoreLock.take(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("Sentinel config file " + file + " is in use by another process (pid " + holder.pid()
                            + "); give each Sentinel its own file");
        } finally {
            holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        assertThat(StoreFixtures.hiddenNames(directory)).containsExactly(".sentinel.conf.lock");
        StoreLock.take(file).close();
        assertThat(StoreFixtures.hiddenNames(directory)).isEmpty();
    }

    /** Takes the lock and keeps it until the process is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (StoreLock lock = StoreLock.take(Path.of(arguments[0]))) {
                System.out.println("held");
                while (System.in.read() >= 0) {
                    // Held until the other side closes the pipe or kills us.
                }
                assertThat(lock).isNotNull();
            }
        }
    }
}
