package io.reactivesentinel.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Inputs that are fed in every run: those that did harm once, and those that would do most. */
public final class Corpus {

    private Corpus() {}

    /**
     * The inputs of a resource: one in each line that is not empty and does not begin with a number sign, with
     * {@code \r \n \t \\ \xHH} for what does not go into a line.
     */
    public static List<byte[]> read(Class<?> owner, String resource) {
        try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .map(Corpus::unescaped)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] unescaped(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i++);
            if (c != '\\') {
                bytes.write(c);
                continue;
            }
            char escape = line.charAt(i++);
            switch (escape) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case 'x' -> {
                    bytes.write(Integer.parseInt(line.substring(i, i + 2), 16));
                    i += 2;
                }
                default -> bytes.write(escape);
            }
        }
        return bytes.toByteArray();
    }

    /** An input as such a line, to be added to one. */
    public static String line(byte[] input) {
        StringBuilder line = new StringBuilder();
        for (byte b : input) {
            int c = b & 0xff;
            switch (c) {
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                case '\\' -> line.append("\\\\");
                default -> {
                    if (c < ' ' || c > '~') {
                        line.append(String.format("\\x%02x", c));
                    } else {
                        line.append((char) c);
                    }
                }
            }
        }
        return line.toString();
    }
}
