package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a bare machine may lack: its tests are skipped there, and fail where everything was promised. */
final class Needs {
    private Needs() {}

    /** Skips the test with that message when something is missing; fails instead when {@code REQUIRE_ALL=1}. */
    static void that(boolean present, String message) {
        if ("1".equals(System.getenv("REQUIRE_ALL"))) {
            assertThat(present).as(message).isTrue();
        }
        assumeTrue(present, message);
    }
}
