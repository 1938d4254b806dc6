package io.reactivesentinel.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The file that a measurement leaves behind. */
final class ResultFile {

    private ResultFile() {}

    /** Minutes of measuring must not end in a file that cannot be written. */
    static void requireWritable(CommandLine command, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path directory = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
        if (!writable) {
            throw new ParameterException(command, "cannot write to " + file);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new MeasurementException("cannot write to " + file + ": " + e, e);
        }
    }
}
