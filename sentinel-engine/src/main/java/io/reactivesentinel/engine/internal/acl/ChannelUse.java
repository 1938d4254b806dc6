package io.reactivesentinel.engine.internal.acl;

import io.reactivesentinel.resp.RespBytes;
import java.util.List;

/**
 * The channels that a command would use.
 *
 * @param names as given
 * @param patterns whether they are patterns, which are only allowed word for word
 */
public record ChannelUse(List<RespBytes> names, boolean patterns) {

    /** No channel. */
    public static final ChannelUse NONE = new ChannelUse(List.of(), false);
}
