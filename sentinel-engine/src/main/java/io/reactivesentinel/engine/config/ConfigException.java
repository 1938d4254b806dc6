package io.reactivesentinel.engine.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration that cannot be used; the message says why and, where it can, what to do about it. Trying again without
 * a change does not help.
 *
 * <p>The message never holds the line itself, which may contain a password; {@link #line()} does.
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The Redis version named by {@link #format()}: the one whose manners we follow. */
    public static final String REDIS_VERSION = "7.2.4";

    /** In place of a line's number: the fault is none of a single line. */
    private static final int WHOLE_FILE = -1;

    private final String reason;
    private final int lineNumber;
    private final String line;

    /** A fault that belongs to no line. */
    public ConfigException(String reason) {
        super(Objects.requireNonNull(reason, "reason"));
        this.reason = reason;
        this.lineNumber = 0;
        this.line = "";
    }

    /**
     * A fault in a line of a file.
     *
     * @param lineNumber its number, from 1
     * @param line the line without the blanks around it
     * @param reason what is wrong with it, in the words of Redis
     */
    public ConfigException(int lineNumber, String line, String reason) {
        super("line " + lineNumber + ": " + reason);
        this.reason = reason;
        this.lineNumber = lineNumber;
        this.line = line;
    }

    private ConfigException(int lineNumber, String reason) {
        super(reason);
        this.reason = reason;
        this.lineNumber = lineNumber;
        this.line = "";
    }

    /** A fault that belongs to a file and is found when all its lines have been read. */
    public static ConfigException ofFile(String reason) {
        return new ConfigException(WHOLE_FILE, reason);
    }

    /** What is wrong, without the place. */
    public String reason() {
        return reason;
    }

    /** The line's number, from 1; empty if the fault belongs to no line. */
    public OptionalInt lineNumber() {
        return lineNumber > 0 ? OptionalInt.of(lineNumber) : OptionalInt.empty();
    }

    /** The line at fault, which may hold secrets; empty if the fault belongs to no line. */
    public Optional<String> line() {
        return lineNumber > 0 ? Optional.of(line) : Optional.empty();
    }

    /**
     * What a server prints to standard error before it exits: for a line the block that Redis prints, which starts with an
     * empty line and shows the line, with passwords hidden; otherwise the reason. Ends with a line feed.
     */
    public String format() {
        if (lineNumber == 0) {
            return reason + "\n";
        }
        String place = lineNumber == WHOLE_FILE
                ? ""
                : "Reading the configuration file, at line " + lineNumber + "\n>>> '" + HiddenSecrets.shown(line)
                        + "'\n";
        return "\n*** FATAL CONFIG FILE ERROR (Redis " + REDIS_VERSION + ") ***\n" + place + reason + "\n";
    }
}
