package io.reactivesentinel.engine.internal.acl;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.resp.RespBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All users there are; the default one is always among them. Immutable. */
public final class AclUsers {

    /** The user of whoever does not name one. */
    public static final String DEFAULT = "default";

    private static final String TWICE = "Duplicate user found. A user can only be defined once in config files";
    private static final List<RespBytes> EVERYTHING = List.of(
            RespBytes.of("on"), RespBytes.of("nopass"), RespBytes.of("~*"), RespBytes.of("&*"), RespBytes.of("+@all"));

    private final CommandCatalog catalog;
    private final boolean allChannels;
    private final SortedMap<String, AclUser> byName;

    private AclUsers(CommandCatalog catalog, boolean allChannels, SortedMap<String, AclUser> byName) {
        this.catalog = catalog;
        this.allChannels = allChannels;
        this.byName = byName;
    }

    /**
     * The default user alone, who may do everything.
     *
     * @param password its password ({@code requirepass}); empty for none
     * @param allChannels whether a new user may use all channels ({@code acl-pubsub-default allchannels})
     */
    public static AclUsers of(Optional<Secret> password, CommandCatalog catalog, boolean allChannels) {
        List<RespBytes> rules = new ArrayList<>(EVERYTHING);
        password.ifPresent(secret -> rules.add(RespBytes.of(">" + secret.value())));
        try {
            AclUser user = AclUser.fresh(DEFAULT).with(rules, catalog, allChannels);
            return new AclUsers(catalog, allChannels, new TreeMap<>(Map.of(DEFAULT, user)));
        } catch (AclRuleException e) {
            throw new IllegalStateException("these rules are rules", e);
        }
    }

    /** A declaration of a user that cannot be taken; the message repeats no rule, which may be a password. */
    public static final class BadUserException extends Exception {
        private static final long serialVersionUID = 1L;

        BadUserException(String message) {
            super(message, null, false, false);
        }

        /** What is wrong. */
        public String reason() {
            return Objects.requireNonNullElse(getMessage(), "");
        }
    }

    /**
     * With users that lines declare. One who is declared begins with no rights, whoever had the name before.
     *
     * @param lines the words of each line, the name first
     * @throws BadUserException naming the user and what is wrong
     */
    public AclUsers declared(List<List<String>> lines) throws BadUserException {
        AclUsers users = this;
        Set<String> seen = new HashSet<>();
        for (List<String> line : lines) {
            String name = line.isEmpty() ? "" : line.get(0);
            if (AclUser.hasBlanks(name)) {
                throw new BadUserException("Spaces not allowed in ACL usernames");
            }
            if (!seen.add(name)) {
                throw new BadUserException("Error in user declaration '" + name + "': " + TWICE);
            }
            List<RespBytes> rules = line.stream().skip(1).map(RespBytes::of).toList();
            try {
                users = users.without(Set.of(name)).with(name, rules);
            } catch (AclRuleException e) {
                throw new BadUserException("Error in user declaration '" + name + "': " + e.reason());
            }
        }
        return users;
    }

    /**
     * With a user made, or changed on top of what it was.
     *
     * @throws AclRuleException naming the first rule that cannot be taken
     */
    public AclUsers with(String name, List<RespBytes> rules) throws AclRuleException {
        AclUser before = byName.get(name);
        if (before == null) {
            before = AclUser.fresh(name).withChannels(allChannels, catalog);
        }
        SortedMap<String, AclUser> more = new TreeMap<>(byName);
        more.put(name, before.with(rules, catalog, allChannels));
        return new AclUsers(catalog, allChannels, more);
    }

    /** Without these users. */
    public AclUsers without(Collection<String> names) {
        SortedMap<String, AclUser> fewer = new TreeMap<>(byName);
        fewer.keySet().removeAll(names);
        return new AclUsers(catalog, allChannels, fewer);
    }

    /** Whether that may be the name of a user. */
    public static boolean isName(String name) {
        return !AclUser.hasBlanks(name);
    }

    /** The user of that name. */
    public Optional<AclUser> user(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The user of whoever does not name one. */
    public AclUser defaultUser() {
        return Objects.requireNonNull(byName.get(DEFAULT));
    }

    /** All users, by name. */
    public List<AclUser> all() {
        return List.copyOf(byName.values());
    }

    /** The line of each user without the word {@code user}, by name. */
    public List<String> lines() {
        return byName.values().stream().map(AclUser::line).toList();
    }

    /** The words of a line: names, patterns and digests have no blanks. */
    public static List<String> words(String line) {
        return Arrays.asList(line.split(" ", -1));
    }
}
