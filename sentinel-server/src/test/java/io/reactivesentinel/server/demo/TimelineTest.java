package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final String MASTER = "master mymaster 127.0.0.1 7001";

    private final Narrator narrator = new Narrator();
    private final Timeline timeline = new Timeline(narrator, Style.PLAIN, 3);

    TimelineTest() {
        narrator.introduce("127.0.0.1:7001", "redis-1");
        narrator.introduce("127.0.0.1:7002", "redis-2");
        narrator.introduce("abc", "sentinel-2");
    }

    @Test
    void whatAllSayIsOneRowAtOnce() {
        timeline.event(1003, 0, "+sdown", MASTER);
        timeline.event(1004, 2, "+sdown", MASTER);
        assertThat(timeline.finished(1005)).isEmpty();
        timeline.event(1006, 1, "+sdown", MASTER);
        assertThat(timeline.finished(1006))
                .containsExactly("   +1,003   +1,006   +1,004  +sdown                             "
                        + "redis-1 is silent: subjectively down");
    }

    @Test
    void aRowIsNotKeptWaitingForLong() {
        timeline.event(10, 1, "+try-failover", MASTER);
        assertThat(timeline.finished(10 + Timeline.ROW_OPEN_MS - 1)).isEmpty();
        assertThat(timeline.finished(10 + Timeline.ROW_OPEN_MS))
                .singleElement()
                .asString()
                .startsWith("        .      +10        .  +try-failover");
    }

    @Test
    void rowsComeInTheOrderInWhichTheyBegan() {
        timeline.event(10, 0, "+odown", MASTER + " #quorum 2/2");
        timeline.note(11, "writes work again");
        assertThat(timeline.finished(12)).isEmpty();
        assertThat(timeline.finished(200)).hasSize(2).last().asString().endsWith("> writes work again");
    }

    @Test
    void whatASentinelSaysTwiceIsTwoRows() {
        timeline.event(10, 0, "+sdown", MASTER);
        timeline.event(11, 0, "+sdown", MASTER);
        assertThat(timeline.finished(1_000)).hasSize(2);
    }

    @Test
    void differentMeaningsOfOneChannelAreDifferentRows() {
        timeline.event(10, 0, "+vote-for-leader", "abc 1");
        timeline.event(10, 1, "+vote-for-leader", "def 1");
        assertThat(timeline.finished(1_000)).hasSize(2).first().asString().endsWith("votes for sentinel-2 in epoch 1");
    }

    @Test
    void eventsAreToldWithTheNamesOfTheCast() {
        assertThat(narrator.tell("+switch-master", "mymaster 127.0.0.1 7001 127.0.0.1 7002"))
                .isEqualTo("the master is redis-2 now");
        assertThat(narrator.tell("+odown", MASTER + " #quorum 2/2"))
                .isEqualTo("redis-1 is objectively down: 2 agree, 2 are needed");
        assertThat(narrator.tell("+selected-slave", "slave 127.0.0.1:7002 127.0.0.1 7002 @ mymaster 127.0.0.1 7001"))
                .isEqualTo("chooses redis-2");
        assertThat(narrator.tell("+unheard-of", "abc and 127.0.0.1 7002")).isEqualTo("sentinel-2 and redis-2");
        assertThat(narrator.tell("+odown", "")).isNotBlank();
    }
}
