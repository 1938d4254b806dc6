package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** States and files for the tests of this package. */
final class StoreFixtures {

    static final String MY_ID = "1111111111111111111111111111111111111111";
    static final String PEER_ID = "2222222222222222222222222222222222222222";

    private StoreFixtures() {}

    static PersistentState state(long epoch, MasterRecord... masters) {
        return new PersistentState(MY_ID, epoch, GlobalSettings.DEFAULT, List.of(masters));
    }

    static MasterRecord master(String name, long epoch) {
        return new MasterRecord(
                MonitorConfig.builder(name, "127.0.0.1", 6379, 2).build(),
                epoch,
                epoch,
                List.of(new InstanceAddress("127.0.0.1", 6380)),
                List.of(new KnownSentinel(new InstanceAddress("127.0.0.1", 5001), PEER_ID)));
    }

    /** An address as it is found after a restart: one written in numbers has its usual form. */
    static InstanceAddress address(String host, int port) {
        String canonical = NumericHost.canonical(host);
        return new InstanceAddress(canonical == null ? host : canonical, port);
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names in a directory that are no plain names of the tests' files. */
    static List<String> hiddenNames(Path directory) {
        try (var names = Files.list(directory)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
