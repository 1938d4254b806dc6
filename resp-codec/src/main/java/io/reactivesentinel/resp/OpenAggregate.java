package io.reactivesentinel.resp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An aggregate whose elements are still arriving; used again for the next one at the same depth. */
final class OpenAggregate {
    /** The kind of the frame that waits for the value behind attributes. */
    static final byte ATTRIBUTED = 'A';

    /** The count of a streamed aggregate. */
    static final int STREAMED = -1;

    private static final int INITIAL_CAPACITY = 16;

    private byte kind;
    private int expected;
    private int count;
    private List<RespValue> items = List.of();
    private List<RespValue.Entry> entries = List.of();
    private @Nullable RespValue key;
    private RespValue.@Nullable MapValue attributes;

    /** Begins an aggregate of {@code size} elements, where a map entry counts as two, or {@link #STREAMED}. */
    void open(byte type, int size) {
        kind = type;
        expected = size;
        count = 0;
        int capacity = size == STREAMED ? INITIAL_CAPACITY : Math.min(size, INITIAL_CAPACITY);
        if (isMap()) {
            entries = new ArrayList<>(capacity / 2);
        } else {
            items = new ArrayList<>(capacity);
        }
    }

    /** Begins the wait for the value that {@code attributes} belong to. */
    void openAttributed(RespValue.MapValue preceding) {
        kind = ATTRIBUTED;
        expected = 1;
        count = 0;
        attributes = preceding;
    }

    boolean isAttribute() {
        return kind == '|';
    }

    boolean isStreamed() {
        return expected == STREAMED;
    }

    /** Whether a streamed aggregate may end here: a map never between a key and its value. */
    boolean mayEnd() {
        return isStreamed() && key == null;
    }

    int count() {
        return count;
    }

    private boolean isMap() {
        return kind == '%' || kind == '|';
    }

    /** Adds an element; whether it was the last. */
    boolean add(RespValue value) {
        count++;
        if (!isMap()) {
            if (kind == ATTRIBUTED) {
                key = value;
            } else {
                items.add(value);
            }
        } else if (key == null) {
            key = value;
        } else {
            entries.add(new RespValue.Entry(key, value));
            key = null;
        }
        return count == expected;
    }

    /** The finished aggregate; of attributes, the map of them. */
    RespValue close() {
        RespValue closed;
        if (isMap()) {
            closed = new RespValue.MapValue(Collections.unmodifiableList(entries));
        } else if (kind == ATTRIBUTED && attributes != null && key != null) {
            closed = new RespValue.Attributed(attributes, key);
        } else {
            closed = sequence(kind, Collections.unmodifiableList(items));
        }
        clear();
        return closed;
    }

    private void clear() {
        items = List.of();
        entries = List.of();
        key = null;
        attributes = null;
    }

    /** An aggregate without elements; shared, because it is the cheapest thing a peer can send a million of. */
    static RespValue empty(byte type) {
        return type == '%' || type == '|' ? RespValue.MapValue.EMPTY : sequence(type, List.of());
    }

    private static RespValue sequence(byte type, List<RespValue> items) {
        if (type == '~') {
            return new RespValue.Set(items);
        }
        if (type == '>') {
            return new RespValue.Push(items);
        }
        return items.isEmpty() ? RespValue.Array.EMPTY : new RespValue.Array(items);
    }
}
