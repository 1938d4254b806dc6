package io.reactivesentinel.engine.internal.stage;

import org.jspecify.annotations.Nullable;

/** Tells a numeric address from a name, without asking anybody, and brings its spellings together. */
final class Hosts {

    private static final int GROUPS = 8;

    private Hosts() {}

    /** Whether {@code host} is an IPv4 or IPv6 address in digits. */
    static boolean isNumeric(String host) {
        return host.indexOf(':') >= 0 ? groups(host) != null : isIpv4(host);
    }

    /** The usual spelling of a numeric address, that of IPv4 for one in IPv6's clothes; a name stays as it is. */
    static String canonical(String host) {
        int[] groups = host.indexOf(':') < 0 ? null : groups(host);
        return groups == null ? host : spelled(groups);
    }

    private static boolean isIpv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.length() > 3 || Digits.parse(part, 255) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The eight groups of an IPv6 address; {@code null} when it is none. */
    private static int @Nullable [] groups(String host) {
        int gap = host.indexOf("::");
        if (gap < 0) {
            int[] all = groups(host, GROUPS);
            return all != null && all.length == GROUPS ? all : null;
        }
        int[] head = groups(host.substring(0, gap), GROUPS - 1);
        int[] tail = groups(host.substring(gap + 2), GROUPS - 1);
        boolean dotted = host.lastIndexOf('.', gap) >= 0;
        if (head == null || tail == null || dotted || head.length + tail.length >= GROUPS) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return all;
    }

    private static int @Nullable [] groups(String text, int most) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        boolean ipv4 = isIpv4(parts[parts.length - 1]);
        int[] groups = new int[parts.length + (ipv4 ? 1 : 0)];
        if (groups.length > most) {
            return null;
        }
        for (int i = 0; i < parts.length; i++) {
            if (ipv4 && i == parts.length - 1) {
                String[] bytes = parts[i].split("\\.", -1);
                groups[i] = Integer.parseInt(bytes[0]) << 8 | Integer.parseInt(bytes[1]);
                groups[i + 1] = Integer.parseInt(bytes[2]) << 8 | Integer.parseInt(bytes[3]);
            } else {
                groups[i] = group(parts[i]);
                if (groups[i] < 0) {
                    return null;
                }
            }
        }
        return groups;
    }

    private static int group(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return text.isEmpty() || text.length() > 4 ? -1 : value;
    }

    private static String spelled(int[] groups) {
        boolean mapped = groups[5] == 0xffff;
        for (int i = 0; i < 5; i++) {
            mapped &= groups[i] == 0;
        }
        if (mapped) {
            return (groups[6] >> 8) + "." + (groups[6] & 255) + "." + (groups[7] >> 8) + "." + (groups[7] & 255);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
