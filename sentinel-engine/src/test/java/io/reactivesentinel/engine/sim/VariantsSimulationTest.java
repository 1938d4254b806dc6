package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof that the checks can fail: every broken variant of the list is noticed within {@value #MAX_SEEDS} seeds. The
 * seed that noticed it last is tried first.
 */
@Execution(ExecutionMode.CONCURRENT)
final class VariantsSimulationTest {

    private static final int MAX_SEEDS = 50;

    /** Lines of a variant's name and the run that notices it: {@code grants-twice ours 1}. */
    private static final Map<String, String[]> PINNED = pinned();

    private static Map<String, String[]> pinned() {
        Map<String, String[]> pinned = new HashMap<>();
        try (InputStream in = VariantsSimulationTest.class.getResourceAsStream("/simulation/variants.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .forEach(words -> pinned.put(words[0], words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pinned;
    }

    static List<String> names() {
        return Variants.all().stream()
                .map(BrokenVariant::name)
                .filter(PINNED::containsKey)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void itIsNoticed(String name) {
        BrokenVariant broken = Variants.named(name);
        String[] pin = PINNED.get(name);
        assertThat(isNoticed(broken, pin[1].equals("mixed"), Long.parseLong(pin[2])) || search(broken))
                .as("%s within %s seeds: %s", name, MAX_SEEDS, broken.broken())
                .isTrue();
    }

    private static boolean search(BrokenVariant broken) {
        for (long seed = 0; seed < MAX_SEEDS / 2; seed++) {
            if (isNoticed(broken, false, seed) || isNoticed(broken, true, seed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNoticed(BrokenVariant broken, boolean mixed, long seed) {
        Simulation simulation = mixed ? Simulation.mixed(seed) : Simulation.of(seed);
        return !simulation.variant(broken.variant()).run().isGood();
    }

    @Test
    void thereAreManyAndThoseThatNothingNoticesAreNamed() {
        List<String> unnoticed = new ArrayList<>();
        for (BrokenVariant each : Variants.all()) {
            if (!PINNED.containsKey(each.name())) {
                unnoticed.add(each.name());
            }
        }
        assertThat(names()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(unnoticed).containsExactlyInAnyOrderElementsOf(Variants.UNNOTICED);
    }
}
