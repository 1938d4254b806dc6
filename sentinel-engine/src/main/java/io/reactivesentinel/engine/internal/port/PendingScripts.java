package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Command.PendingScript;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/** What SENTINEL PENDING-SCRIPTS answers. */
final class PendingScripts {

    private PendingScripts() {}

    static RespValue reply(List<PendingScript> scripts) {
        return new RespValue.Array(
                scripts.stream().<RespValue>map(PendingScripts::fields).toList());
    }

    private static RespValue fields(PendingScript script) {
        List<RespValue.Entry> fields = new ArrayList<>();
        fields.add(new RespValue.Entry(RespValue.bulk("argv"), Replies.bulks(script.command())));
        fields.add(field("flags", script.running() ? "running" : "scheduled"));
        fields.add(field("pid", Long.toString(script.pid())));
        fields.add(field(script.running() ? "run-time" : "run-delay", Long.toString(script.timeMs())));
        fields.add(field("retry-num", Integer.toString(script.attempts())));
        return new RespValue.MapValue(fields);
    }

    private static RespValue.Entry field(String name, String value) {
        return new RespValue.Entry(RespValue.bulk(name), RespValue.bulk(value));
    }
}
