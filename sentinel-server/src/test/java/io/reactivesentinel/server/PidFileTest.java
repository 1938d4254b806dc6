package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    Path directory;

    @Test
    void itIsThereUntilTheEnd() throws Exception {
        Path file = directory.resolve("s.pid");
        PidFile pidFile = PidFile.write(file, 123);
        assertThat(file).hasContent("123\n");
        pidFile.remove();
        assertThat(file).doesNotExist();
    }

    @Test
    void thatOfAnotherProcessStays() throws Exception {
        Path file = directory.resolve("s.pid");
        PidFile pidFile = PidFile.write(file, 123);
        Files.writeString(file, "124\n");
        pidFile.remove();
        assertThat(file).hasContent("124\n");
    }

    @Test
    void oneThatCannotBeWrittenIsNoObstacle() {
        PidFile pidFile = PidFile.write(directory.resolve("no/s.pid"), 123);
        pidFile.remove();
        assertThat(directory.resolve("no")).doesNotExist();
    }
}
