package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.UserFile;
import java.util.List;
import java.util.Optional;

/**
 * The users that a listening side begins with, beside the default one with its password.
 *
 * @param declared the words of each {@code user} line
 * @param file where they are kept instead ({@code aclfile}); nothing is declared then
 * @param fileLines what the file says at the start
 * @param allChannels whether a new user may use all channels ({@code acl-pubsub-default})
 * @param logMax entries of ACL LOG ({@code acllog-max-len})
 */
public record UserSettings(
        List<List<String>> declared, Optional<UserFile> file, List<String> fileLines, boolean allChannels, int logMax) {

    /** {@code acllog-max-len} when nothing is said. */
    public static final int DEFAULT_LOG_MAX = 128;

    /** The default user alone. */
    public static final UserSettings NONE =
            new UserSettings(List.of(), Optional.empty(), List.of(), false, DEFAULT_LOG_MAX);
}
