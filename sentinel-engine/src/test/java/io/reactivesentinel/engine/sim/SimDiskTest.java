package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.store.StateStoreContract;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateStore;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The simulated disk keeps to what real stores keep to, and breaks as it is told to. */
class SimDiskTest extends StateStoreContract {

    private static final String ID = "1".repeat(40);

    private final World world = new World(1);
    private final SimProcess process =
            new TinyClient(world, world.network().host("host"), words -> RespValue.SimpleString.PONG);
    private final PersistentState nothing = state(0);
    private final SimDisk disk = new SimDisk(world, nothing);
    private final List<String> ended = new ArrayList<>();
    private RealTime time;

    private static PersistentState state(long epoch) {
        return new PersistentState(ID, epoch, GlobalSettings.DEFAULT, List.of());
    }

    @BeforeEach
    void begin() {
        time = new RealTime(world);
    }

    @AfterEach
    void end() throws InterruptedException {
        time.close();
    }

    private StateStore inside() {
        SimProcess.Life life = process.life();
        if (life == null) {
            throw new IllegalStateException("the process is dead");
        }
        return disk.store(life, () -> {});
    }

    @Override
    protected StateStore store() {
        StateStore inside = time.with(this::inside);
        return new StateStore() {
            @Override
            public Mono<Void> save(PersistentState state) {
                Mono<Void> save = time.with(() -> inside.save(state));
                return Mono.create(sink -> time.run(() -> save.subscribe(sink::success, sink::error, sink::success)));
            }

            @Override
            public boolean isDurable() {
                return inside.isDurable();
            }
        };
    }

    @Override
    protected Optional<PersistentState> found() {
        PersistentState durable = time.with(disk::durable);
        return durable.equals(nothing) ? Optional.empty() : Optional.of(durable);
    }

    // --- How it breaks, in the world's own time.

    private void save(long epoch) {
        inside().save(state(epoch)).subscribe(unused -> {}, failed -> ended.add("failed"), () -> ended.add("saved"));
    }

    private List<String> endsOf(SimDisk.Mood mood, long epoch) {
        return time.with(() -> {
            ended.clear();
            disk.mood(mood);
            save(epoch);
            world.run(10_000);
            return List.copyOf(ended);
        });
    }

    @Test
    void aFullDiskKeepsWhatItHad() {
        assertThat(endsOf(SimDisk.Mood.WELL, 1)).containsExactly("saved");
        assertThat(endsOf(SimDisk.Mood.FULL, 2)).containsExactly("failed");
        assertThat(found()).contains(state(1));
    }

    @Test
    void aTreacherousDiskFailsAndKeepsEither() {
        boolean kept = false;
        boolean replaced = false;
        for (int epoch = 1; epoch < 40; epoch++) {
            assertThat(endsOf(SimDisk.Mood.TREACHEROUS, epoch)).containsExactly("failed");
            boolean isNew = found().filter(state(epoch)::equals).isPresent();
            kept |= !isNew;
            replaced |= isNew;
        }
        assertThat(kept && replaced).isTrue();
    }

    @Test
    void aStuckSaveEndsWhenTheDiskIsWellAgain() {
        assertThat(endsOf(SimDisk.Mood.STUCK, 1)).isEmpty();
        assertThat(found()).isEmpty();
        time.run(() -> {
            disk.mood(SimDisk.Mood.WELL);
            world.run(10);
        });
        assertThat(ended).containsExactly("saved");
        assertThat(found()).contains(state(1));
    }

    @Test
    void aSaveThatIsUnderWayWhenTheProcessIsKilledIsDoneOrNotAndNeverTold() {
        boolean kept = false;
        boolean replaced = false;
        for (int epoch = 1; epoch < 40; epoch++) {
            long now = epoch;
            time.run(() -> {
                disk.mood(SimDisk.Mood.SLOW);
                save(now);
                world.run(1);
                process.crash();
                disk.crashed();
                process.start();
                world.run(10_000);
            });
            boolean isNew = found().filter(state(epoch)::equals).isPresent();
            kept |= !isNew;
            replaced |= isNew;
        }
        assertThat(kept && replaced).isTrue();
        assertThat(ended).isEmpty();
    }
}
