package io.reactivesentinel.engine.internal.stage;

/** Tells a numeric address from a name, without asking anybody. */
final class Hosts {

    private Hosts() {}

    /** Whether {@code host} is an IPv4 or IPv6 address in digits. */
    static boolean isNumeric(String host) {
        return host.indexOf(':') >= 0 ? isIpv6(host) : isIpv4(host);
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

    private static boolean isIpv6(String host) {
        int colons = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == ':') {
                colons++;
            } else if (c != '.' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return colons >= 2 && colons <= 7 && host.length() <= 45;
    }
}
