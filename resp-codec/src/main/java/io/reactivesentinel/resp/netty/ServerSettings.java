package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespLimits;

/** What every connection of a server needs to know. */
record ServerSettings(
        RespLimits limits,
        int maxPendingReplies,
        OutputLimits outputLimits,
        ClientMemory memory,
        RespServerHandler.Factory handlers) {}
