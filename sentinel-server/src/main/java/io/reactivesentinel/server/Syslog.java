package io.reactivesentinel.server;

import java.util.Locale;

/**
 * The directives of the system's log.
 *
 * @param ident what stands before the process id ({@code syslog-ident})
 * @param facility number of the facility ({@code syslog-facility})
 */
record Syslog(String ident, int facility) {
    /** Where the system's log listens. */
    static final String SOCKET = "/dev/log";

    private static final int USER = 1;
    private static final int LOCAL0 = 16;

    /** The settings with a facility by its name, {@code user} or {@code local0} to {@code local7}. */
    static Syslog of(String ident, String facilityName) {
        String name = facilityName.toLowerCase(Locale.ROOT);
        return new Syslog(ident, name.equals("user") ? USER : LOCAL0 + name.charAt(name.length() - 1) - '0');
    }
}
