package io.reactivesentinel.server;

import io.reactivesentinel.engine.config.SentinelConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What comes before the engine: from a command line to a configuration that can be run. */
final class Startup {
    private Startup() {}

    /**
     * Reads the configuration a command line asks for.
     *
     * @param stdin read to its end if the command line says so
     * @throws StartFailure if there is no file, or none that can be written
     * @throws io.reactivesentinel.engine.config.ConfigException if a line is wrong
     */
    static SentinelConfig configuration(ServerArguments.Run asked, InputStream stdin) {
        List<String> lines = new ArrayList<>();
        if (asked.readStdin()) {
            lines.addAll(linesOf(stdin));
        }
        lines.addAll(asked.optionLines());
        Path file = asked.configFile()
                .orElseThrow(() -> new StartFailure("Sentinel needs config file on disk to save state. Exiting..."));
        if (Files.isDirectory(file)) {
            throw new StartFailure("Fatal error, can't open config file '" + file + "': Is a directory");
        }
        String stateDirectory = asked.reserved().get(ReservedOption.STATE_DIR);
        if (stateDirectory != null) {
            return SentinelConfig.fromFile(file, lines, directory(stateDirectory));
        }
        SentinelConfig config = SentinelConfig.fromFile(file, lines);
        if (!Files.isWritable(file)) {
            throw new StartFailure("Sentinel config file " + file + " is not writable: Permission denied. Exiting...");
        }
        return config;
    }

    private static Path directory(String text) {
        try {
            Path directory = Path.of(text).toAbsolutePath();
            if (Files.isDirectory(directory)) {
                return directory;
            }
            throw new StartFailure("State directory " + directory + " cannot be used: "
                    + (Files.exists(directory) ? "Not a directory" : "No such file or directory"));
        } catch (InvalidPathException e) {
            throw new StartFailure("State directory " + text + " cannot be used: " + e.getReason());
        }
    }

    private static List<String> linesOf(InputStream stdin) {
        // Not closed: it is the process's standard input.
        BufferedReader reader = new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new StartFailure("Cannot read configuration lines from the standard input: " + e.getMessage());
        }
        return lines;
    }
}
