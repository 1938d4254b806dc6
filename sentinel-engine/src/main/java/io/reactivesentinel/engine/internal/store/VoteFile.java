package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.HelloMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For whom we voted, beside the configuration file: {@code sentinel.conf} has room for the epoch of a vote only.
 *
 * <p>With it a candidate whose voter restarts is answered with its name again and need not start over. Safety never depends
 * on it: a name counts only for the very epoch that the configuration file remembers, and a file that is lost, old or
 * garbage means the answer that C gives, an epoch without a name. So it is neither forced to the disk nor is a failure to
 * write it reported.
 */
final class VoteFile {

    private final Path file;
    private String written = "";

    VoteFile(Path configFile) {
        this.file = configFile.resolveSibling("." + configFile.getFileName() + ".votes");
    }

    /** Adds the names that are known to masters whose vote epoch fits. */
    List<MasterRecord> complete(List<MasterRecord> masters) {
        Map<String, String> leaders = read();
        return masters.stream()
                .map(master -> {
                    String leader = leaders.get(key(master));
                    return leader == null ? master : master.withLeader(Optional.of(leader));
                })
                .toList();
    }

    private static String key(MasterRecord master) {
        return master.leaderEpoch() + " " + master.settings().name();
    }

    private Map<String, String> read() {
        Map<String, String> leaders = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                List<String> words = ConfWords.split(line);
                if (words != null && words.size() == 3 && HelloMessage.isId(words.get(1))) {
                    leaders.put(words.get(0) + " " + words.get(2), words.get(1));
                }
            }
        } catch (IOException e) {
            // There is none, or none that can be read: no name is known then.
            return Map.of();
        }
        return leaders;
    }

    /** Writes the names as they are, if they have changed since. */
    void write(PersistentState state) {
        StringBuilder text = new StringBuilder();
        for (MasterRecord master : state.masters()) {
            master.leader().ifPresent(leader -> text.append(master.leaderEpoch())
                    .append(' ')
                    .append(leader)
                    .append(' ')
                    .append(ConfWords.quote(master.settings().name()))
                    .append('\n'));
        }
        String content = text.toString();
        if (!content.equals(written)) {
            try {
                replace(content);
                written = content;
            } catch (IOException e) {
                // Tried again at the next save; until then the old names fit no epoch and do no harm.
                written = "";
            }
        }
    }

    private void replace(String content) throws IOException {
        if (content.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path temp = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temp, content);
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
