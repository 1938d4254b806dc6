package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof that the checks can fail: every broken variant of the list is noticed within {@value #MAX_SEEDS} seeds, of
 * random clusters or of a situation that is brought about on purpose. The seed that noticed it last is tried first.
 */
@Execution(ExecutionMode.CONCURRENT)
final class VariantsSimulationTest {

    private static final int MAX_SEEDS = 50;

    /**
     * Lines of a variant's name and the run that notices it: {@code grants-twice ours 1}, or with the name of a
     * {@link Provocation} in the place of the flavour.
     */
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
        return Variants.all().stream().map(BrokenVariant::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void itIsNoticed(String name) {
        BrokenVariant broken = Variants.named(name);
        String[] pin = PINNED.get(name);
        assertThat(pin).as("the run that notices %s", name).isNotNull();
        assertThat(isNoticed(broken, pin[1], Long.parseLong(pin[2])) || search(broken, pin[1]))
                .as("%s within %s seeds: %s", name, MAX_SEEDS, broken.broken())
                .isTrue();
    }

    private static boolean search(BrokenVariant broken, String flavour) {
        for (long seed = 0; seed < MAX_SEEDS; seed++) {
            if (isNoticed(broken, flavour, seed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNoticed(BrokenVariant broken, String flavour, long seed) {
        Simulation simulation =
                switch (flavour) {
                    case "ours" -> Simulation.of(seed);
                    case "mixed" -> Simulation.mixed(seed);
                    default -> Simulation.provoked(seed, Provocations.named(flavour));
                };
        return !simulation.variant(broken.variant()).run().isGood();
    }

    @Test
    void thereAreManyAndEachPinIsOfOne() {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(PINNED.keySet()).containsExactlyInAnyOrderElementsOf(names());
    }

    static List<Provocation> provocations() {
        return Provocations.all();
    }

    @ParameterizedTest
    @MethodSource("provocations")
    void whatIsNotBrokenPassesEverySituation(Provocation provocation) {
        for (long seed = 0; seed < 10; seed++) {
            assertThat(Simulation.provoked(seed, provocation).run().violations())
                    .as("%s, seed %s", provocation, seed)
                    .isEmpty();
        }
    }
}
