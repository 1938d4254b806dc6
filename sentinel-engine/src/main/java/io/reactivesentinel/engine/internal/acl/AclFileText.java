package io.reactivesentinel.engine.internal.acl;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** The lines of an ACL file: {@code user NAME RULES}, blank, or a comment that begins with {@code #}. */
public final class AclFileText {
    private static final String UNCHANGED =
            "WARNING: ACL errors detected, no change to the previously active ACL rules was performed";

    private AclFileText() {}

    /**
     * The users that a file declares.
     *
     * @param before those whom it does not declare are taken from here; usually the default user alone
     * @param name of the file, for errors
     * @throws AclUsers.BadUserException naming every line that is wrong, and why
     */
    public static AclUsers read(List<String> lines, AclUsers before, String name) throws AclUsers.BadUserException {
        AclUsers users = before;
        Set<String> seen = new HashSet<>();
        StringJoiner errors = new StringJoiner(" ");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words = Arrays.asList(line.split("[ \\t]+", -1));
            String place = name + ":" + (i + 1) + ": ";
            if (!words.get(0).equals("user") || words.size() < 2) {
                errors.add(place + "should start with user keyword followed by the username.");
            } else if (!seen.add(words.get(1))) {
                errors.add(place + "Duplicate user '" + words.get(1) + "' found.");
            } else {
                try {
                    users = users.declared(List.of(words.subList(1, words.size())));
                } catch (AclUsers.BadUserException e) {
                    errors.add(place + e.reason() + ".");
                }
            }
        }
        if (errors.length() > 0) {
            throw new AclUsers.BadUserException(errors.add(UNCHANGED).toString());
        }
        return users;
    }

    /** The lines of a file that declares these users. */
    public static List<String> write(AclUsers users) {
        return users.lines().stream().map(line -> "user " + line).toList();
    }
}
