package io.reactivesentinel.engine.internal.acl;

import io.reactivesentinel.resp.RespBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * A user: whether it may log in, with which passwords, and what it may do then. Immutable.
 *
 * <p>Passwords are known as their SHA-256 digests alone and compared in constant time, so that the time it takes tells
 * neither their content nor their length.
 */
public final class AclUser {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern BLANK = Pattern.compile("[\\s\\x0B\\x00]");

    private final String name;
    private final boolean enabled;
    private final boolean noPassword;
    private final boolean sanitizes;
    private final List<String> hashes;
    private final AclSelector root;
    private final List<AclSelector> selectors;

    private AclUser(
            String name,
            boolean enabled,
            boolean noPassword,
            boolean sanitizes,
            List<String> hashes,
            AclSelector root,
            List<AclSelector> selectors) {
        this.name = name;
        this.enabled = enabled;
        this.noPassword = noPassword;
        this.sanitizes = sanitizes;
        this.hashes = List.copyOf(hashes);
        this.root = root;
        this.selectors = List.copyOf(selectors);
    }

    /** A user that may do nothing, not even log in. */
    static AclUser fresh(String name) {
        return new AclUser(name, false, false, true, List.of(), AclSelector.NOTHING, List.of());
    }

    /** Whether a name or a pattern has what a line of a file could not hold. */
    static boolean hasBlanks(String text) {
        return BLANK.matcher(text).find();
    }

    public String name() {
        return name;
    }

    /** Whether it may log in. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Whether any password is right. */
    public boolean needsNoPassword() {
        return noPassword;
    }

    /** Whether it may log in with this password. */
    public boolean admits(RespBytes password) {
        if (!enabled) {
            return false;
        }
        byte[] given = sha256(password.toByteArray());
        boolean right = noPassword;
        for (String hash : hashes) {
            right |= MessageDigest.isEqual(given, HexFormat.of().parseHex(hash));
        }
        return right;
    }

    /**
     * Why it may not run a command; empty if it may.
     *
     * @param fullName such as {@code sentinel|masters}
     * @param arguments the words after the name
     * @param isFree whether everybody may run it ({@code AUTH})
     */
    public Optional<Denial> denial(String fullName, List<RespBytes> arguments, ChannelUse channels, boolean isFree) {
        Optional<Denial> last = denial(root, fullName, arguments, channels, isFree);
        for (AclSelector selector : selectors) {
            if (last.isEmpty()) {
                break;
            }
            Optional<Denial> next = denial(selector, fullName, arguments, channels, isFree);
            if (next.isEmpty() || next.get().kind().compareTo(last.get().kind()) > 0) {
                last = next;
            }
        }
        return last;
    }

    private static Optional<Denial> denial(
            AclSelector selector, String fullName, List<RespBytes> arguments, ChannelUse channels, boolean isFree) {
        if (!isFree && !selector.mayRun(fullName, arguments)) {
            return Optional.of(new Denial(Denial.Kind.COMMAND, fullName));
        }
        return selector.forbidden(channels).map(channel -> new Denial(Denial.Kind.CHANNEL, channel.text()));
    }

    /** Whether it may listen to these channels or patterns, by whatever command. */
    public boolean mayHear(ChannelUse channels) {
        return channels.names().stream()
                .map(one -> new ChannelUse(List.of(one), channels.patterns()))
                .allMatch(one -> root.forbidden(one).isEmpty()
                        || selectors.stream()
                                .anyMatch(selector -> selector.forbidden(one).isEmpty()));
    }

    /**
     * With more rules, the later ones on top of the earlier.
     *
     * @param rules one word each; a selector in brackets may have several
     * @param allChannels whether {@code reset} leaves all channels ({@code acl-pubsub-default allchannels})
     * @throws AclRuleException naming the first rule that cannot be taken
     */
    AclUser with(List<RespBytes> rules, CommandCatalog catalog, boolean allChannels) throws AclRuleException {
        AclUser user = this;
        for (RespBytes rule : joined(rules)) {
            user = user.with(rule, catalog, allChannels);
        }
        return user;
    }

    /** The words of a selector, which blanks have parted, as one rule. */
    private static List<RespBytes> joined(List<RespBytes> words) throws AclRuleException {
        List<RespBytes> rules = new ArrayList<>();
        String first = "";
        StringBuilder open = new StringBuilder();
        for (RespBytes word : words) {
            String text = word.text();
            if (open.length() > 0) {
                open.append(' ').append(text);
                if (text.endsWith(")")) {
                    rules.add(RespBytes.of(open.toString()));
                    open.setLength(0);
                }
            } else if (text.startsWith("(") && !text.endsWith(")")) {
                first = text;
                open.append(text);
            } else {
                rules.add(word);
            }
        }
        if (open.length() > 0) {
            throw new AclRuleException(first, AclRuleException.OPEN_BRACKET);
        }
        return rules;
    }

    private AclUser with(RespBytes rule, CommandCatalog catalog, boolean allChannels) throws AclRuleException {
        String text = rule.text();
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        switch (text.toLowerCase(Locale.ROOT)) {
            case "" -> {
                return this;
            }
            case "on" -> {
                return new AclUser(name, true, noPassword, sanitizes, hashes, root, selectors);
            }
            case "off" -> {
                return new AclUser(name, false, noPassword, sanitizes, hashes, root, selectors);
            }
            case "nopass" -> {
                return withPasswords(true, List.of());
            }
            case "resetpass" -> {
                return withPasswords(false, List.of());
            }
            case "sanitize-payload" -> {
                return new AclUser(name, enabled, noPassword, true, hashes, root, selectors);
            }
            case "skip-sanitize-payload" -> {
                return new AclUser(name, enabled, noPassword, false, hashes, root, selectors);
            }
            case "clearselectors" -> {
                return new AclUser(name, enabled, noPassword, sanitizes, hashes, root, List.of());
            }
            case "reset" -> {
                return fresh(name).withChannels(allChannels, catalog);
            }
            default -> {
                if (first == '>' || first == '#') {
                    return withPassword(rule, text, first);
                } else if (first == '<' || first == '!') {
                    return withoutPassword(rule, text, first);
                } else if (first == '(') {
                    return withSelector(text, catalog, allChannels);
                }
                requireText(rule, text);
                return new AclUser(name, enabled, noPassword, sanitizes, hashes, root.with(text, catalog), selectors);
            }
        }
    }

    /** Bytes that are no UTF-8 could not be written into a line again. */
    private static void requireText(RespBytes rule, String text) throws AclRuleException {
        if (!RespBytes.of(text).equals(rule)) {
            throw new AclRuleException(text, AclRuleException.SYNTAX);
        }
    }

    /** With the channels that a user has of whom nothing was said. */
    AclUser withChannels(boolean allChannels, CommandCatalog catalog) throws AclRuleException {
        return allChannels
                ? new AclUser(
                        name, enabled, noPassword, sanitizes, hashes, root.with("allchannels", catalog), selectors)
                : this;
    }

    private AclUser withPasswords(boolean any, List<String> hashesNow) {
        return new AclUser(name, enabled, any, sanitizes, hashesNow, root, selectors);
    }

    private AclUser withPassword(RespBytes rule, String text, char first) throws AclRuleException {
        String hash = hash(rule, text, first == '#');
        List<String> more = new ArrayList<>(hashes);
        if (!more.contains(hash)) {
            more.add(hash);
        }
        return withPasswords(false, more);
    }

    private AclUser withoutPassword(RespBytes rule, String text, char first) throws AclRuleException {
        List<String> fewer = new ArrayList<>(hashes);
        if (!fewer.remove(hash(rule, text, first == '!'))) {
            throw new AclRuleException(text, AclRuleException.NO_SUCH_PASSWORD);
        }
        return withPasswords(noPassword, fewer);
    }

    private static String hash(RespBytes rule, String text, boolean isHash) throws AclRuleException {
        if (!isHash) {
            return HexFormat.of()
                    .formatHex(sha256(rule.slice(1, rule.length() - 1).toByteArray()));
        }
        String hash = text.substring(1);
        if (!HASH.matcher(hash).matches()) {
            throw new AclRuleException(text, AclRuleException.BAD_HASH);
        }
        return hash;
    }

    private AclUser withSelector(String text, CommandCatalog catalog, boolean allChannels) throws AclRuleException {
        if (!text.endsWith(")")) {
            throw new AclRuleException(text, AclRuleException.SYNTAX);
        }
        AclSelector selector = AclSelector.NOTHING;
        try {
            if (allChannels) {
                selector = selector.with("allchannels", catalog);
            }
            for (String rule : text.substring(1, text.length() - 1).trim().split("\\s+", -1)) {
                selector = rule.isEmpty() ? selector : selector.with(rule, catalog);
            }
        } catch (AclRuleException e) {
            throw new AclRuleException(text, e.reason());
        }
        List<AclSelector> more = new ArrayList<>(selectors);
        more.add(selector);
        return new AclUser(name, enabled, noPassword, sanitizes, hashes, root, more);
    }

    /** The flags as Redis tells them. */
    public List<String> flags() {
        List<String> flags = new ArrayList<>();
        flags.add(enabled ? "on" : "off");
        if (noPassword) {
            flags.add("nopass");
        }
        flags.add(sanitizes ? "sanitize-payload" : "skip-sanitize-payload");
        return flags;
    }

    /** The digests of its passwords, 64 hexadecimal digits each. */
    public List<String> hashes() {
        return hashes;
    }

    /** What it may do. */
    public Rights rights() {
        return Rights.of(root);
    }

    /** What it may do as well, each set of permissions by itself. */
    public List<Rights> moreRights() {
        return selectors.stream().map(Rights::of).toList();
    }

    /** One set of permissions as Redis tells them. */
    public record Rights(String commands, String keys, String channels) {
        private static Rights of(AclSelector selector) {
            return new Rights(selector.describeCommands(), selector.describeKeys(), selector.describeChannels());
        }
    }

    /** The name and the rules that make this user out of a fresh one, parted by blanks: a line of an ACL file. */
    public String line() {
        StringJoiner line = new StringJoiner(" ").add(name);
        flags().forEach(line::add);
        hashes.forEach(hash -> line.add("#" + hash));
        line.add(root.describe());
        selectors.forEach(selector -> line.add("(" + selector.describe() + ")"));
        return line.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AclUser user && line().equals(user.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    /** Says nothing of passwords. */
    @Override
    public String toString() {
        return "AclUser[" + name + "]";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
