package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.fuzz.Corpus;
import io.reactivesentinel.fuzz.Fuzz;
import io.reactivesentinel.fuzz.Mutation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Files of right and wrong lines that were damaged: one is refused with a reason, or read; what was read can be written
 * over it, and is found there again.
 */
class ConfFuzzTest {
    private static final List<String> LINES = lines();

    private static List<String> lines() {
        Stream<String> examples = Stream.concat(
                Stream.of("/config-lines.txt").flatMap(ConfFuzzTest::resource),
                Stream.of("/conf/field.conf", "/conf/redis-7.0.conf", "/conf/valkey.conf")
                        .flatMap(ConfFuzzTest::resource));
        // A damaged pattern may lead anywhere, and so may a directory.
        return examples.filter(line -> !line.toLowerCase(Locale.ROOT).contains("include"))
                .map(line -> line.replace("\\N", "\n"))
                .toList();
    }

    private static Stream<String> resource(String name) {
        try (var in = ConfFuzzTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesThatWereDamaged() throws IOException {
        Path file = Files.createTempFile("fuzz", ".conf");
        try {
            Fuzz.run(2_000, random -> feed(content(random), file));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void whatWasFoundOnceIsReadEachTime() throws IOException {
        Path file = Files.createTempFile("fuzz", ".conf");
        try {
            Corpus.read(ConfFuzzTest.class, "/fuzz/conf.txt").forEach(input -> feed(input, file));
        } finally {
            Files.delete(file);
        }
    }

    private static void feed(byte[] content, Path file) {
        try {
            Files.write(file, content);
            PersistentState state;
            try {
                state = ConfLoader.load(file, List.of()).state("e".repeat(40));
            } catch (ConfigException e) {
                assertThat(e.getMessage()).isNotBlank();
                return;
            }
            Files.write(file, rewritten(content, state));
            StoredText.assertFound(state, file);
            // An empty line at the end is added once; then nothing changes any more.
            byte[] twice = rewritten(Files.readAllBytes(file), state);
            assertThat(Corpus.line(rewritten(twice, state))).isEqualTo(Corpus.line(twice));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(Corpus.line(content) + "\n" + e, e);
        }
    }

    private static byte[] rewritten(byte[] content, PersistentState state) {
        ConfText text = new ConfText(content);
        StateLines.write(state, text);
        return text.finish();
    }

    private static byte[] content(Random random) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(bytes("sentinel monitor m 10.0.0.1 6379 2\n"));
        for (int n = random.nextInt(6); n > 0; n--) {
            byte[] line = bytes(LINES.get(random.nextInt(LINES.size())));
            content.writeBytes(random.nextInt(3) == 0 ? Mutation.some(line, random) : line);
            content.writeBytes(bytes(random.nextInt(8) == 0 ? "\r\n" : "\n"));
        }
        return random.nextInt(4) == 0 ? Mutation.some(content.toByteArray(), random) : content.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
