package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.runtime.ListenPlan.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenPlanTest {

    private static final Place BOTH = new Place("::", false);
    private static final Place IPV4 = new Place("0.0.0.0", false);

    @Test
    void theDefaultIsOneSocketForBothFamiliesAndIpv4WhereThereIsNoIpv6() {
        assertThat(ListenPlan.of(List.of("*", "-::*"))).containsExactly(List.of(BOTH), List.of(IPV4));
    }

    @Test
    void anOptionalAddressMayBeMissing() {
        assertThat(ListenPlan.of(List.of("127.0.0.1", "-::1", "-10.9.9.9")))
                .containsExactly(
                        List.of(new Place("127.0.0.1", false), new Place("::1", true), new Place("10.9.9.9", true)));
    }

    @Test
    void whatIsNotOptionalIsAllOrNothing() {
        assertThat(ListenPlan.of(List.of("127.0.0.1", "::1")))
                .containsExactly(List.of(new Place("127.0.0.1", false), new Place("::1", false)));
        assertThat(ListenPlan.of(List.of("*"))).containsExactly(List.of(IPV4));
        assertThat(ListenPlan.of(List.of("*", "::*"))).containsExactly(List.of(BOTH));
    }

    @Test
    void anAddressNamedTwiceIsOneSocket() {
        assertThat(ListenPlan.of(List.of("-127.0.0.1", "127.0.0.1")))
                .containsExactly(List.of(new Place("127.0.0.1", false)));
    }

    @Test
    void anEmptyAddressIsNowhere() {
        assertThat(ListenPlan.of(List.of(""))).isEmpty();
    }
}
