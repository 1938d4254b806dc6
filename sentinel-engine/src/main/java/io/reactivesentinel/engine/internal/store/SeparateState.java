package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.PersistentState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A state file apart from the operator's: {@code sentinel} lines, and above them, as comments, what the operator's file
 * said when they were written. By that the next start tells what the operator has changed since, see {@link StateMerge}.
 */
final class SeparateState {

    private static final String BASE_PREFIX = "#| ";

    /** In place of an id where the operator's file names none. */
    private static final String NO_ID = "0".repeat(40);

    private SeparateState() {}

    /**
     * What a state file holds.
     *
     * @param base what the operator's file said when it was written
     * @param state what was in force then
     */
    record Found(PersistentState base, PersistentState state) {}

    /** The state of a configuration as the operator's file gives it, with its log level. */
    static PersistentState ofOperator(LoadedConfig loaded) {
        PersistentState state = loaded.state(NO_ID);
        Optional<String> logLevel = loaded.config().directive("loglevel").map(words -> words.get(0));
        return new PersistentState(
                state.myId(),
                state.currentEpoch(),
                state.settings()
                        .logging(logLevel)
                        .withUsers(users(loaded.config().directives("user"))),
                state.masters());
    }

    /** No line says nothing of users. */
    private static Optional<List<Secret>> users(List<List<String>> lines) {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(lines.stream()
                        .map(words -> new Secret(String.join(" ", words)))
                        .toList());
    }

    static boolean hasId(PersistentState state) {
        return !state.myId().equals(NO_ID);
    }

    /**
     * Reads a state file.
     *
     * @return empty if there is none
     * @throws ConfigException if it is damaged
     */
    static Optional<Found> read(Path file, Path cwd) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ConfReader reader = ConfReader.read(file, List.of());
            if (reader.sentinelLines().isEmpty()) {
                throw new ConfigException("it holds no state");
            }
            SentinelLines lines = SentinelLines.apply(reader.sentinelLines(), cwd);
            if (lines.myId().isEmpty()) {
                throw new ConfigException("it names no myid");
            }
            List<List<String>> levels = reader.directives().getOrDefault("loglevel", List.of());
            List<List<String>> users = reader.directives().getOrDefault("user", List.of());
            return Optional.of(new Found(base(file), state(lines, levels, users)));
        } catch (ConfigException e) {
            // The line itself may hold a password.
            throw new ConfigException("State file " + file + " cannot be used: " + e.getMessage()
                    + ". Restore it, or remove it to start from the configuration file as a new Sentinel");
        }
    }

    private static PersistentState base(Path file) {
        List<ConfLine> lines = new ArrayList<>();
        List<List<String>> levels = new ArrayList<>();
        List<List<String>> users = new ArrayList<>();
        for (String line : ConfText.splitLines(ConfReader.content(file))) {
            if (line.startsWith(BASE_PREFIX)) {
                String text = line.substring(BASE_PREFIX.length());
                List<String> words = ConfWords.split(text);
                if (words == null || words.size() < 2) {
                    throw new ConfigException("what it says of the configuration file is damaged");
                }
                if (words.get(0).equals("loglevel")) {
                    levels.add(List.of(words.get(1)));
                } else if (words.get(0).equals("user")) {
                    users.add(words.subList(1, words.size()));
                } else {
                    lines.add(new ConfLine(0, text, words, false));
                }
            }
        }
        return state(SentinelLines.recall(lines), levels, users);
    }

    private static PersistentState state(SentinelLines lines, List<List<String>> levels, List<List<String>> users) {
        Optional<String> logLevel = levels.stream().map(words -> words.get(0)).findFirst();
        return new PersistentState(
                lines.myId().orElse(NO_ID),
                lines.currentEpoch(),
                lines.settings().logging(logLevel).withUsers(users(users)),
                lines.masters());
    }

    /**
     * The whole content of a state file.
     *
     * @throws IllegalArgumentException saying what in the state could not be loaded again
     */
    static byte[] content(PersistentState operator, PersistentState state, Path configFile) {
        StringBuilder text = new StringBuilder("# What the Sentinel that runs on ")
                .append(ConfWords.quoteIfNeeded(configFile.toString()))
                .append(" remembers. It writes this file anew at\n# every change; settings belong into the other one. ")
                .append("What that one said when this was written:\n");
        for (String line : ConfText.splitLines(lines(new byte[0], operator))) {
            if (line.startsWith("sentinel ") || line.startsWith("loglevel ") || line.startsWith("user ")) {
                text.append(BASE_PREFIX).append(line).append('\n');
            }
        }
        byte[] head = text.append("# What holds now:\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return lines(head, state).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String lines(byte[] head, PersistentState state) {
        ConfText text = new ConfText(head);
        StateLines.write(state, text);
        return new String(text.finish(), StandardCharsets.ISO_8859_1);
    }
}
