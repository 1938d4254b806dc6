package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.resp.RespBytes;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads {@code SENTINEL CONFIG GET} and {@code SET}: all values are checked before any is used. */
final class GlobalArguments {
    private static final String WRONG_USE = "ERR Only SENTINEL CONFIG GET <param> [<param> <param> ...] / SET <param>"
            + " <value> [<param> <value> ...] are supported.";

    private final Hosting hosting;

    GlobalArguments(Hosting hosting) {
        this.hosting = hosting;
    }

    /** Carries out the command. */
    void handle(Invocation call) {
        List<RespBytes> words = call.arguments();
        if (Words.is(words.get(0), "get")) {
            get(call, words.subList(1, words.size()));
        } else if (Words.is(words.get(0), "set") && words.size() > 2) {
            set(call, words.subList(1, words.size()));
        } else {
            call.error(WRONG_USE);
        }
    }

    private void get(Invocation call, List<RespBytes> patterns) {
        call.ask(new Command.Globals(), settings -> {
            Map<String, String> told = new LinkedHashMap<>();
            for (RespBytes word : patterns) {
                GlobPattern pattern = GlobPattern.of(Words.lowerCase(word));
                for (GlobalParameter parameter : GlobalParameter.values()) {
                    if (pattern.matches(parameter.wireName())) {
                        told.putIfAbsent(parameter.wireName(), value(parameter, settings));
                    }
                }
            }
            return Replies.map(told);
        });
    }

    private String value(GlobalParameter parameter, GlobalSettings settings) {
        return parameter == GlobalParameter.LOGLEVEL ? hosting.logLevel() : parameter.of(settings);
    }

    private void set(Invocation call, List<RespBytes> words) {
        Map<GlobalParameter, UnaryOperator<GlobalSettings>> changes = new EnumMap<>(GlobalParameter.class);
        String error = read(words, changes);
        if (!error.isEmpty()) {
            call.error(error);
            return;
        }
        UnaryOperator<GlobalSettings> all = settings -> {
            GlobalSettings after = settings;
            for (UnaryOperator<GlobalSettings> change : changes.values()) {
                after = change.apply(after);
            }
            return after;
        };
        call.askThen(new Command.Configure(all), done -> {
            UnaryOperator<GlobalSettings> level = changes.get(GlobalParameter.LOGLEVEL);
            if (level != null) {
                level.apply(GlobalSettings.DEFAULT).logLevel().ifPresent(text -> hosting.process()
                        .ifPresent(process -> process.logLevel(text)));
            }
            call.ok();
        });
    }

    /** Reads parameters and their values; answers what is wrong, or nothing. */
    private String read(List<RespBytes> words, Map<GlobalParameter, UnaryOperator<GlobalSettings>> changes) {
        for (int i = 0; i < words.size(); i += 2) {
            String typed = words.get(i).text();
            Optional<GlobalParameter> parameter = GlobalParameter.named(words.get(i));
            if (parameter.isEmpty()) {
                return "ERR Invalid argument '" + typed + "' to SENTINEL CONFIG SET";
            }
            if (changes.containsKey(parameter.get())) {
                return "ERR Duplicate argument '" + typed + "' to SENTINEL CONFIG SET";
            }
            if (i + 1 == words.size()) {
                return "ERR Missing argument '" + typed + "' value";
            }
            Optional<UnaryOperator<GlobalSettings>> change = parameter.get().change(words.get(i + 1));
            if (change.isEmpty()) {
                return "ERR Invalid value '" + words.get(i + 1).text() + "' to SENTINEL CONFIG SET '" + typed + "'";
            }
            if (parameter.get() == GlobalParameter.LOGLEVEL && hosting.process().isEmpty()) {
                return "ERR '" + typed + "' cannot be set: the log belongs to the application this Sentinel is part of";
            }
            changes.put(parameter.get(), change.get());
        }
        return "";
    }
}
