package io.reactivesentinel.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler does not check and every reader relies on. */
final class HouseRulesTest {

    private static final Path MAIN = Path.of("src/main/java");

    /** One line of a source file. */
    private record Line(String file, int number, String text) {
        @Override
        public String toString() {
            return file + ":" + number + ": " + text.strip();
        }
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Line> find(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return sources().stream().flatMap(file -> {
            List<String> lines = lines(file);
            return IntStream.range(0, lines.size())
                    .filter(i -> pattern.matcher(lines.get(i)).find())
                    .mapToObj(i -> new Line(MAIN.relativize(file).toString(), i + 1, lines.get(i)));
        });
    }

    @Test
    void thereAreSources() {
        assertThat(sources()).hasSizeGreaterThan(100);
    }

    @Test
    void onlyTheClockReadsTheTime() {
        assertThat(find("System\\.(currentTimeMillis|nanoTime)\\(|Instant\\.now\\(")
                        .filter(line -> !line.file.endsWith("runtime/SystemClock.java")))
                .isEmpty();
    }

    @Test
    void chanceIsHandedIn() {
        assertThat(find("new Random\\(|ThreadLocalRandom|Math\\.random\\(")).isEmpty();
    }

    @Test
    void nobodySleeps() {
        assertThat(find("Thread\\.sleep\\(")).isEmpty();
    }

    @Test
    void onlyTheMethodsThatSaySoBlock() {
        assertThat(find("\\.block(First|Last)?\\(")
                        .filter(line -> !line.file.matches(".*runtime/(DefaultSentinelEngine|EngineStart)\\.java")))
                .isEmpty();
    }

    @Test
    void noFileIsLong() {
        assertThat(sources())
                .allSatisfy(file -> assertThat(lines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(400));
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        assertThat(sources())
                .extracting(file -> file.getFileName().toString())
                .noneMatch(name -> name.matches(".*(Impl|Manager|Utils?|Helper)\\.java"));
    }

    /** What a server or a file calls it must be spelled as they do; ours is replica. */
    @Test
    void theOldWordStandsOnlyInWhatIsReadOrWritten() {
        assertThat(find("(?i)slave")
                        .filter(line -> !line.text.strip().startsWith("*")
                                && !line.text.strip().startsWith("/"))
                        .filter(line -> line.text.replaceAll("\"[^\"]*\"", "").matches("(?i).*slave.*"))
                        .filter(line -> !line.file.endsWith("store/DirectiveTable.java"))
                        .filter(line -> !line.file.endsWith("port/CommandDocsTable.java")))
                .isEmpty();
    }
}
