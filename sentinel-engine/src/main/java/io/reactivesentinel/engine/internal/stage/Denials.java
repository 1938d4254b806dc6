package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.resp.RespValue;
import java.util.List;

/**
 * Tells the log which commands another process does not let us use, once each until it does: a right that is missing is
 * seen in nothing else than that something does not happen.
 */
final class Denials {
    private static final int TEXT_MAX = 200;

    private Denials() {}

    static void heard(Request request, RespValue value, Step step) {
        NodeLink link = request.conn().link;
        String error = value.bare().asError();
        if (error == null) {
            if (!link.denied.isEmpty()) {
                link.denied.remove(name(request.words()));
            }
        } else if (isDenial(error) && link.denied.add(name(request.words()))) {
            step.effects.log(
                    EventLevel.WARNING,
                    (link.sentinel ? "Sentinel " : "Node ") + link.address + " does not let this Sentinel use "
                            + name(request.words()) + ": " + plain(error));
        }
    }

    /** The command without its arguments, of which one may be a password. */
    private static String name(List<String> words) {
        String first = words.get(0);
        return switch (first) {
            case "SENTINEL", "CLIENT", "CONFIG", "SCRIPT" -> first + ' ' + words.get(1);
            default -> first;
        };
    }

    private static boolean isDenial(String error) {
        return error.startsWith("NOPERM") || error.startsWith("NOAUTH") || error.startsWith("WRONGPASS");
    }

    /** Another process has chosen the text. */
    private static String plain(String error) {
        String text = error.length() > TEXT_MAX ? error.substring(0, TEXT_MAX) : error;
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
