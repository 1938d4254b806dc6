package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;

/** A connection to the process from outside. */
public final class Asker {

    private final Commands commands;
    private final Subscribers subscribers;
    final Subscribers.Listener listener;

    Asker(Commands commands, Subscribers subscribers, Consumer<RespValue> push) {
        this.commands = commands;
        this.subscribers = subscribers;
        this.listener = new Subscribers.Listener(push);
    }

    /** Carries a command out and answers it; more than one value for those that subscribe to several channels. */
    public List<RespValue> ask(List<String> words) {
        return commands.answer(this, words);
    }

    /** The connection is over. */
    public void gone() {
        subscribers.remove(listener);
    }
}
