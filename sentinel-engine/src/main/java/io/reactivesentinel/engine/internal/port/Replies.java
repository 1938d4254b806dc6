package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Builds replies out of the values of the protocol. */
final class Replies {

    private Replies() {}

    /** An error; its first word is its code. A port writes line ends in it, which a client may have sent, as blanks. */
    static RespValue error(String text) {
        return new RespValue.SimpleError(text);
    }

    /** An array of bulk strings. */
    static RespValue bulks(Collection<String> texts) {
        return new RespValue.Array(
                texts.stream().<RespValue>map(RespValue::bulk).toList());
    }

    /** A map whose keys and values are all bulk strings. */
    static RespValue map(Map<String, String> fields) {
        List<RespValue.Entry> entries = new ArrayList<>(fields.size());
        fields.forEach((name, value) -> entries.add(new RespValue.Entry(RespValue.bulk(name), RespValue.bulk(value))));
        return new RespValue.MapValue(entries);
    }
}
