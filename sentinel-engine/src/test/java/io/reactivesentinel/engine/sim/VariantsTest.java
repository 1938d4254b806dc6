package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.internal.stage.Probe;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.SentinelClock;
import io.reactivesentinel.engine.spi.StateSaveException;
import io.reactivesentinel.engine.spi.StateStore;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The catalogue is what it says, and each broken seam is broken in the one way that it names. */
final class VariantsTest {

    private static final InstanceAddress OLD = new InstanceAddress("10.0.0.1", 6379);
    private static final InstanceAddress NEW = new InstanceAddress("10.0.0.2", 6379);
    private static final String ID = "0123456789012345678901234567890123456789";

    private static PersistentState state(InstanceAddress address, long configEpoch, long leaderEpoch) {
        MonitorConfig settings =
                MonitorConfig.builder("m", address.host(), address.port(), 2).build();
        return new PersistentState(
                ID,
                9,
                GlobalSettings.DEFAULT,
                List.of(new MasterRecord(
                        settings, configEpoch, leaderEpoch, List.of(OLD, NEW), List.of(), Optional.of(ID))));
    }

    /** Keeps what it is given, and says what it is told to. */
    private static final class FakeStore implements StateStore {
        final List<PersistentState> begun = new ArrayList<>();
        Mono<Void> outcome = Mono.empty();

        @Override
        public Mono<Void> save(PersistentState state) {
            return Mono.defer(() -> {
                begun.add(state);
                return outcome;
            });
        }

        @Override
        public boolean isDurable() {
            return true;
        }

        MasterRecord last() {
            return begun.get(begun.size() - 1).masters().get(0);
        }
    }

    @Test
    void thereAreEnoughAndEachHasANameAndSomethingToBeNoticedBy() {
        List<BrokenVariant> all = Variants.all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(35);
        assertThat(all).extracting(BrokenVariant::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(each -> assertThat(each.noticedBy()).isNotEmpty());
        assertThat(Variants.named("grants-twice").broken()).contains("again");
        assertThatThrownBy(() -> Variants.named("grants-thrice")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachExchangesRulesOrASeam() {
        assertThat(Variants.all()).allSatisfy(each -> {
            boolean rules = each.variant().rules() != Probe.RuleBook.PRODUCTION;
            boolean seam = Arrays.stream(each.variant().getClass().getDeclaredMethods())
                    .anyMatch(method -> List.of("found", "store", "links", "clock", "effects")
                            .contains(method.getName()));
            assertThat(rules ^ seam).as(each.name()).isTrue();
        });
    }

    @Test
    void aVoteOnlyInMemoryIsNotSaved() {
        FakeStore disk = new FakeStore();
        new SeamVariants.VoteOnlyInMemory().store(disk).save(state(OLD, 3, 5)).block();
        assertThat(disk.last().leaderEpoch()).isZero();
        assertThat(disk.last().configEpoch()).isEqualTo(3);
    }

    @Test
    void aHiddenSaveErrorLooksLikeSuccess() {
        FakeStore disk = new FakeStore();
        disk.outcome = Mono.error(new StateSaveException("full", new IOException("full")));
        new SeamVariants.SaveErrorHidden().store(disk).save(state(OLD, 3, 5)).block();
        assertThat(disk.begun).hasSize(1);
    }

    @Test
    void toldBeforeSavedAnswersWhileTheSaveIsUnderWayAndSavesTheNewestNext() {
        FakeStore disk = new FakeStore();
        Sinks.One<Void> end = Sinks.one();
        disk.outcome = end.asMono();
        StateStore store = new SeamVariants.ToldBeforeSaved().store(disk);
        store.save(state(OLD, 3, 5)).block();
        store.save(state(OLD, 3, 6)).block();
        store.save(state(OLD, 3, 7)).block();
        assertThat(disk.begun).hasSize(1);
        disk.outcome = Mono.empty();
        end.tryEmitEmpty();
        assertThat(disk.begun).hasSize(2);
        assertThat(disk.last().leaderEpoch()).isEqualTo(7);
    }

    @Test
    void theOldAddressIsSavedWithTheNewEpoch() {
        FakeStore disk = new FakeStore();
        StateStore store = new SeamVariants.OldAddressSaved().store(disk);
        store.save(state(OLD, 3, 5)).block();
        store.save(state(NEW, 4, 5)).block();
        assertThat(disk.last().settings().address()).isEqualTo(OLD);
        assertThat(disk.last().configEpoch()).isEqualTo(4);
        assertThat(disk.last().replicas()).doesNotContain(OLD);
    }

    @Test
    void aStartForgetsWhatItIsSaidToForget() {
        PersistentState durable = state(OLD, 3, 5);
        MasterRecord votes =
                new SeamVariants.VotesLostOnRestart().found(durable).masters().get(0);
        assertThat(votes.leaderEpoch()).isZero();
        assertThat(votes.configEpoch()).isEqualTo(3);
        MasterRecord config = new SeamVariants.ConfigEpochLostOnRestart()
                .found(durable)
                .masters()
                .get(0);
        assertThat(config.leaderEpoch()).isEqualTo(5);
        assertThat(config.configEpoch()).isZero();
        assertThat(new SeamVariants.IdLostOnRestart().found(durable).myId())
                .hasSize(40)
                .isNotEqualTo(ID);
    }

    @Test
    void whatIsTooOldIsWrittenAndNothingIsAborted() {
        List<String> done = new ArrayList<>();
        LinkFactory real = (address, listener) -> new LinkFactory.Link() {
            @Override
            public void send(List<String> words, BooleanSupplier mayWrite, LinkFactory.Reply reply) {
                done.add(mayWrite.getAsBoolean() ? "written" : "expired");
            }

            @Override
            public void close(boolean abort) {
                done.add(abort ? "aborted" : "closed");
            }
        };
        LinkFactory.Listener nobody = new LinkFactory.Listener() {
            @Override
            public void opened(String localHost) {}

            @Override
            public void pushed(List<RespValue> parts) {}

            @Override
            public void closed(String reason) {}
        };
        LinkFactory.Reply unheard = new LinkFactory.Reply() {
            @Override
            public void replied(RespValue value) {}

            @Override
            public void expired() {}
        };
        LinkFactory.Link link =
                new SeamVariants.WrittenHoweverLate().links(real).open(OLD, nobody);
        link.send(List.of("REPLICAOF", "NO", "ONE"), () -> false, unheard);
        link.close(true);
        assertThat(done).containsExactly("written", "closed");
    }

    @Test
    void theClockHidesAStandstillAndNothingElse() {
        long[] now = {1_000};
        SentinelClock clock = new SeamVariants.StandstillHidden().clock(new SentinelClock() {
            @Override
            public long monotonicMs() {
                return now[0];
            }

            @Override
            public long wallMs() {
                return 50_000 + now[0];
            }
        });
        long before = clock.monotonicMs();
        now[0] += 300;
        assertThat(clock.monotonicMs() - before).isEqualTo(300);
        now[0] += 60_000;
        assertThat(clock.monotonicMs() - before).isEqualTo(700);
        assertThat(clock.wallMs()).isEqualTo(51_700);
    }
}
