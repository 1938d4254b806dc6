package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Command.FailurePoint;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The subcommands of SENTINEL that are about no single master: CONFIG, DEBUG, INFO-CACHE and SIMULATE-FAILURE. */
final class GlobalCommands {
    private final Hosting hosting;

    GlobalCommands(Hosting hosting) {
        this.hosting = hosting;
    }

    CommandRow config() {
        return SentinelCommands.row("config", -4, new GlobalArguments(hosting)::handle)
                .since("6.2.0")
                .help("CONFIG SET param value [param value ...]", "Set a global Sentinel configuration parameter.")
                .help("CONFIG GET <param> [param param param ...]", "Get global Sentinel configuration parameter.");
    }

    CommandRow debug() {
        return SentinelCommands.row("debug", -2, PeriodArguments::handle)
                .since("7.0.0")
                .help(
                        "DEBUG [<param> <value> ...]",
                        "Show a list of configurable time parameters and their values (milliseconds).",
                        "Or update current configurable parameters values (one or more).");
    }

    CommandRow infoCache() {
        return SentinelCommands.row("info-cache", -3, GlobalCommands::infoCache)
                .since("3.2.0")
                .help("INFO-CACHE <master-name>", "Return last cached INFO output from masters and all its replicas.");
    }

    CommandRow simulateFailure() {
        return SentinelCommands.row("simulate-failure", -3, this::simulateFailure)
                .since("3.2.0")
                .help(
                        "SIMULATE-FAILURE [CRASH-AFTER-ELECTION] [CRASH-AFTER-PROMOTION] [HELP]",
                        "Simulate a Sentinel crash.");
    }

    private static void infoCache(Invocation call) {
        List<String> names = call.arguments().stream().map(RespBytes::text).toList();
        call.ask(new Command.InfoCache(names), masters -> {
            List<RespValue> flat = new ArrayList<>();
            for (Command.CachedInfos master : masters) {
                flat.add(RespValue.bulk(master.master()));
                flat.add(new RespValue.Array(
                        master.infos().stream().map(GlobalCommands::cached).toList()));
            }
            return new RespValue.Array(flat);
        });
    }

    private static RespValue cached(Command.CachedInfo info) {
        RespValue text = info.text().<RespValue>map(RespValue::bulk).orElse(RespValue.Null.BULK);
        return new RespValue.Array(List.of(RespValue.Int.of(info.ageMs()), text));
    }

    private void simulateFailure(Invocation call) {
        Set<FailurePoint> points = EnumSet.noneOf(FailurePoint.class);
        boolean help = false;
        for (RespBytes word : call.arguments()) {
            Optional<FailurePoint> point = Arrays.stream(FailurePoint.values())
                    .filter(each -> Words.is(word, each.option()))
                    .findFirst();
            help = Words.is(word, "help");
            if (help) {
                break;
            }
            if (point.isEmpty()) {
                call.error("ERR Unknown failure simulation specified");
                return;
            }
            points.add(point.get());
        }
        if (!points.isEmpty() && hosting.process().isEmpty()) {
            call.error(
                    "ERR No failure can be simulated: this Sentinel is part of an application that would die with it");
            return;
        }
        RespValue reply = help
                ? Replies.bulks(Arrays.stream(FailurePoint.values())
                        .map(FailurePoint::option)
                        .toList())
                : RespValue.SimpleString.OK;
        // As in C, what is not named is not simulated any more.
        call.ask(new Command.SimulateFailure(points), done -> reply);
    }
}
