package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {

    @ParameterizedTest
    @CsvSource({
        "10000, 1048576, 10000",
        "10000, 10512, 10000",
        "10000, 10511, 9999",
        "10000, 4096, 3584",
        "10000, 1024, 768",
        "10000, 256, 128",
        "100, 256, 100",
        "10000, 129, 1",
        "10000, 9223372036854775807, 10000"
    })
    void someAreKeptBackForTheSentinelItself(int wanted, long limit, int clients) {
        assertThat(Descriptors.clients(wanted, limit)).isEqualTo(clients);
    }

    @Test
    void whereThereIsRoomForNoneItIsSaid() {
        assertThat(Descriptors.clients(10_000, 128)).isZero();
        assertThat(Descriptors.clients(10_000, 40)).isNegative();
    }

    @Test
    void thisProcessHasALimit() {
        assertThat(Descriptors.limit()).isPositive();
    }
}
