package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.internal.acl.AclUsers;
import io.reactivesentinel.engine.internal.acl.UserFile;
import io.reactivesentinel.engine.internal.port.UserSettings;
import io.reactivesentinel.engine.internal.store.AclFile;
import io.reactivesentinel.engine.spi.GlobalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the users of the listening port come from: an ACL file, what was changed at run time, or {@code user} lines. */
final class UserStart {
    private static final Logger LOG = LoggerFactory.getLogger(UserStart.class);

    private UserStart() {}

    /**
     * The users to begin with. Blocks on the file system.
     *
     * @param saved the settings with what was changed at run time
     * @param directory where relative names begin
     * @throws ConfigException if the ACL file cannot be read
     */
    static UserSettings of(SentinelConfig config, GlobalSettings saved, Path directory) {
        boolean allChannels = config.text("acl-pubsub-default").equals("allchannels");
        int logMax = (int) Math.min(Integer.MAX_VALUE, config.number("acllog-max-len"));
        String named = config.text("aclfile");
        if (!named.isEmpty()) {
            UserFile file = new AclFile(directory.resolve(named));
            return new UserSettings(List.of(), Optional.of(file), read(file), allChannels, logMax);
        }
        List<List<String>> declared = saved.users()
                .map(lines ->
                        lines.stream().map(Secret::value).map(AclUsers::words).toList())
                .orElseGet(() -> config.directives("user"));
        declared.stream()
                .filter(words -> words.stream().noneMatch("on"::equalsIgnoreCase))
                .forEach(words -> LOG.info(
                        "The user '{}' is disabled (there is no 'on' modifier in the user description). Make sure this is"
                                + " not a configuration error.",
                        words.get(0)));
        return new UserSettings(declared, Optional.empty(), List.of(), allChannels, logMax);
    }

    private static List<String> read(UserFile file) {
        try {
            return file.read();
        } catch (IOException e) {
            throw new ConfigException("Error loading ACLs, opening file '" + file.name() + "': " + e.getMessage());
        }
    }
}
