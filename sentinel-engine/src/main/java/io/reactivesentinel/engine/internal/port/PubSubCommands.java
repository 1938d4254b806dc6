package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** SUBSCRIBE, PSUBSCRIBE, their opposites, and PUBLISH, which takes hellos and nothing else. */
final class PubSubCommands {
    private static final String TOO_MANY = "ERR too many subscriptions, or a name too long: at most "
            + PubSub.MAX_SUBSCRIPTIONS + " of " + PubSub.MAX_NAME_LENGTH + " bytes";

    /** One of the four commands, without the words it is given. */
    private interface Step {
        void apply(Session session, RespBytes name);
    }

    private final PubSub pubSub;

    PubSubCommands(PubSub pubSub) {
        this.pubSub = pubSub;
    }

    List<CommandRow> rows() {
        return List.of(
                subscription("subscribe", -2, call -> add(call, "subscribe", pubSub::subscribe)),
                subscription("psubscribe", -2, call -> add(call, "psubscribe", pubSub::subscribePattern)),
                subscription(
                        "unsubscribe",
                        -1,
                        call -> remove(call, "unsubscribe", call.session().channels(), pubSub::unsubscribe)),
                subscription(
                        "punsubscribe",
                        -1,
                        call -> remove(call, "punsubscribe", call.session().patterns(), pubSub::unsubscribePattern)),
                CommandRow.of("publish", 3, PubSubCommands::publish)
                        .flags(CommandFlag.PUBSUB, CommandFlag.LOADING, CommandFlag.STALE, CommandFlag.FAST)
                        .categories(CommandCategory.PUBSUB, CommandCategory.FAST)
                        .since("2.0.0")
                        .manners(Manner.LIKE_A_WRITE));
    }

    private static CommandRow subscription(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(CommandFlag.PUBSUB, CommandFlag.NOSCRIPT, CommandFlag.LOADING, CommandFlag.STALE)
                .categories(CommandCategory.PUBSUB, CommandCategory.SLOW)
                .since("2.0.0")
                .manners(Manner.IN_TURN, Manner.WHILE_SUBSCRIBED);
    }

    private void add(Invocation call, String confirmation, Step step) {
        List<RespValue> confirmations = new ArrayList<>();
        for (RespBytes name : call.arguments()) {
            if (!pubSub.hasRoom(call.session(), name)) {
                confirmations.add(Replies.error(TOO_MANY));
                break;
            }
            step.apply(call.session(), name);
            confirmations.add(confirm(call.session(), confirmation, new RespValue.BulkString(name)));
        }
        call.replyAll(confirmations);
    }

    private static void remove(Invocation call, String confirmation, Set<RespBytes> all, Step step) {
        Session session = call.session();
        List<RespBytes> names = call.arguments().isEmpty() ? List.copyOf(all) : call.arguments();
        List<RespValue> confirmations = new ArrayList<>();
        for (RespBytes name : names) {
            step.apply(session, name);
            confirmations.add(confirm(session, confirmation, new RespValue.BulkString(name)));
        }
        if (names.isEmpty()) {
            confirmations.add(confirm(session, confirmation, RespValue.Null.BULK));
        }
        call.replyAll(confirmations);
    }

    private static RespValue confirm(Session session, String what, RespValue name) {
        return new RespValue.Push(List.of(RespValue.bulk(what), name, RespValue.Int.of(session.subscriptions())));
    }

    private static void publish(Invocation call) {
        if (!call.argument(0).equals(RespBytes.of(HelloMessage.CHANNEL))) {
            call.error("ERR Only HELLO messages are accepted by Sentinel instances.");
            return;
        }
        call.ask(new Command.Hello(call.text(1)), done -> RespValue.Int.of(1));
    }
}
