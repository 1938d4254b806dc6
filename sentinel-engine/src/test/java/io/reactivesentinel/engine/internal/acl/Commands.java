package io.reactivesentinel.engine.internal.acl;

import io.reactivesentinel.resp.RespBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A small set of commands for the tests of rules. */
final class Commands {
    private static final CommandCatalog.Known PING = command("ping", Set.of("fast", "connection"));
    private static final CommandCatalog.Known PUBLISH = command("publish", Set.of("fast", "pubsub"));
    private static final CommandCatalog.Known SUBSCRIBE = command("subscribe", Set.of("slow", "pubsub"));
    private static final CommandCatalog.Known ACL = new CommandCatalog.Known(
            "acl",
            Set.of("slow"),
            List.of(command("acl|setuser", Set.of("admin", "slow")), command("acl|whoami", Set.of("slow"))));
    private static final CommandCatalog.Known SENTINEL = new CommandCatalog.Known(
            "sentinel",
            Set.of("admin", "slow", "dangerous"),
            List.of(
                    command("sentinel|master", Set.of("admin", "slow", "dangerous")),
                    command("sentinel|masters", Set.of("admin", "slow", "dangerous")),
                    command("sentinel|help", Set.of("slow"))));

    static final CommandCatalog CATALOG = new CommandCatalog() {
        @Override
        public Optional<Known> command(String fullName) {
            return commands().stream()
                    .flatMap(command -> java.util.stream.Stream.concat(
                            java.util.stream.Stream.of(command), command.subcommands().stream()))
                    .filter(known -> known.fullName().equals(fullName))
                    .findFirst();
        }

        @Override
        public List<Known> commands() {
            return List.of(PING, PUBLISH, SUBSCRIBE, ACL, SENTINEL);
        }
    };

    private Commands() {}

    private static CommandCatalog.Known command(String name, Set<String> categories) {
        return new CommandCatalog.Known(name, categories, List.of());
    }

    /** Words parted by blanks; none for an empty text. */
    static List<RespBytes> words(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(RespBytes::of).toList();
    }
}
