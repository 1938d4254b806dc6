package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteFileTest {

    private static final String LEADER = "b".repeat(40);

    @TempDir
    Path dir;

    private Path conf;

    @BeforeEach
    void name() {
        conf = dir.resolve("sentinel.conf");
    }

    private static MasterRecord voted(String name, long epoch) {
        return new MasterRecord(
                MonitorConfig.builder(name, "10.0.0.1", 6379, 2).build(), 0, epoch, List.of(), List.of());
    }

    private void write(MasterRecord... masters) {
        new VoteFile(conf).write(new PersistentState("a".repeat(40), 9, GlobalSettings.DEFAULT, List.of(masters)));
    }

    private Optional<String> leaderOf(MasterRecord master) {
        return new VoteFile(conf).complete(List.of(master)).get(0).leader();
    }

    @Test
    void aNameIsFoundAgainForTheEpochItBelongsTo() {
        write(voted("my \"master", 4).withLeader(Optional.of(LEADER)));

        assertThat(leaderOf(voted("my \"master", 4))).contains(LEADER);
    }

    @Test
    void aNameOfAnotherEpochOrMasterCountsForNothing() {
        write(voted("m", 4).withLeader(Optional.of(LEADER)));

        assertThat(leaderOf(voted("m", 3))).isEmpty();
        assertThat(leaderOf(voted("m", 5))).isEmpty();
        assertThat(leaderOf(voted("n", 4))).isEmpty();
    }

    @Test
    void withoutNamesThereIsNoFile() {
        write(voted("m", 4).withLeader(Optional.of(LEADER)));
        VoteFile file = new VoteFile(conf);
        file.write(new PersistentState(
                "a".repeat(40), 9, GlobalSettings.DEFAULT, List.of(voted("m", 4).withLeader(Optional.of(LEADER)))));
        file.write(new PersistentState("a".repeat(40), 9, GlobalSettings.DEFAULT, List.of(voted("m", 4))));

        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void garbageIsNoNameAndNoError() throws IOException {
        Files.write(dir.resolve(".sentinel.conf.votes"), new byte[] {(byte) 0xff, '"', '\n', 0, 'x'});
        assertThat(leaderOf(voted("m", 4))).isEmpty();

        Files.writeString(dir.resolve(".sentinel.conf.votes"), "4 notanid m\n4\n" + "4 " + LEADER + " \"m\n");
        assertThat(leaderOf(voted("m", 4))).isEmpty();
    }

    @Test
    void aPlaceThatCannotBeWrittenDisturbsNobody() throws IOException {
        Files.createDirectory(dir.resolve(".sentinel.conf.votes"));
        Files.createFile(dir.resolve(".sentinel.conf.votes").resolve("in the way"));

        write(voted("m", 4).withLeader(Optional.of(LEADER)));

        assertThat(leaderOf(voted("m", 4))).isEmpty();
    }
}
