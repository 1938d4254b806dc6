package io.reactivesentinel.server;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the process id, for those who stop a server by it; gone after a clean exit. */
final class PidFile {
    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

    private final Path file;
    private final String text;

    private PidFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Writes it; that it cannot be written is logged and no reason not to start. */
    static PidFile write(Path file, long pid) {
        String text = pid + "\n";
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.warn("Failed to write PID file: {}", e.getMessage());
        }
        return new PidFile(file, text);
    }

    /** Removes it at the end, unless it has become another process's. */
    void remove() {
        LOG.info("Removing the pid file.");
        try {
            if (Files.exists(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).equals(text)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("Failed to remove the PID file {}: {}", file, e.getMessage());
        }
    }
}
