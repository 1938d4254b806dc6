package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A request between the call and its outcome. */
final class PendingRequest {
    static final BooleanSupplier ALWAYS = () -> true;

    final RespCommand command;
    final ReplyHandler handler;
    final BooleanSupplier mayWrite;
    final Subscriptions.@Nullable Verb verb;

    /** Confirmations still to come; 0 until the first has come. Event loop only. */
    int confirmationsMissing;

    PendingRequest(RespCommand command, ReplyHandler handler, BooleanSupplier mayWrite) {
        this.command = command;
        this.handler = handler;
        this.mayWrite = mayWrite;
        this.verb = Subscriptions.Verb.of(command);
    }
}
