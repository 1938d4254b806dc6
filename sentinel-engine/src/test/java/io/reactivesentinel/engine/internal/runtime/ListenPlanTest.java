package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListenPlanTest {

    @Test
    void theDefaultIsOneSocketForBothFamiliesAndIpv4WhereThereIsNoIpv6() {
        assertThat(ListenPlan.of(List.of("*", "-::*"))).containsExactly(List.of("::"), List.of("0.0.0.0"));
    }

    @Test
    void anOptionalAddressMayBeMissing() {
        assertThat(ListenPlan.of(List.of("127.0.0.1", "-::1")))
                .containsExactly(List.of("127.0.0.1", "::1"), List.of("127.0.0.1"));
    }

    @Test
    void whatIsNotOptionalIsAllOrNothing() {
        assertThat(ListenPlan.of(List.of("127.0.0.1", "::1"))).containsExactly(List.of("127.0.0.1", "::1"));
        assertThat(ListenPlan.of(List.of("*"))).containsExactly(List.of("0.0.0.0"));
    }

    @Test
    void whereAllIsOptionalNothingIsLeftToFallBackTo() {
        assertThat(ListenPlan.of(List.of("-10.1.2.3"))).containsExactly(List.of("10.1.2.3"));
    }
}
