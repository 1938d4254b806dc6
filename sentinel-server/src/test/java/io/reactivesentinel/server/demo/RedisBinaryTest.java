package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {
    @TempDir
    Path directory;

    @Test
    void platformsAreNamedAsTheEntriesOfTheJar() {
        assertThat(RedisBinary.platform("Linux", "amd64")).isEqualTo("linux-amd64");
        assertThat(RedisBinary.platform("Linux", "aarch64")).isEqualTo("linux-arm64");
        assertThat(RedisBinary.platform("Mac OS X", "x86_64")).isEqualTo("darwin-amd64");
        assertThat(RedisBinary.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm64");
    }

    @Test
    void theBundledOneIsExecutable() {
        assertThat(RedisBinary.bundled(directory).path()).isExecutable();
    }

    @Test
    void oneThatIsNotThereIsNamed() throws Exception {
        assertThatThrownBy(() -> RedisBinary.at(directory.resolve("redis-server")))
                .hasMessageContaining("redis-server: no such file");
        Path text = Files.writeString(directory.resolve("notes.txt"), "x");
        assertThatThrownBy(() -> RedisBinary.at(text)).hasMessageContaining("not executable");
    }
}
