package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands that the process answers, but for those of SENTINEL. */
final class Commands {

    private final Program program;
    private final SentinelCommands sentinel;

    Commands(Program program) {
        this.program = program;
        this.sentinel = new SentinelCommands(program);
    }

    static RespValue error(String text) {
        return new RespValue.SimpleError(text);
    }

    static RespValue arity(String command) {
        return error("ERR wrong number of arguments for '" + command + "' command");
    }

    List<RespValue> answer(Asker asker, List<String> words) {
        String command = words.get(0).toLowerCase(Locale.ROOT);
        return switch (command) {
            case "subscribe" -> subscribe(asker, words, false);
            case "psubscribe" -> subscribe(asker, words, true);
            case "unsubscribe" -> unsubscribe(asker, words, false);
            case "punsubscribe" -> unsubscribe(asker, words, true);
            default -> List.of(one(command, words));
        };
    }

    private RespValue one(String command, List<String> words) {
        return switch (command) {
            case "ping" -> words.size() == 1 ? RespValue.SimpleString.PONG : RespValue.bulk(words.get(1));
            case "publish" -> publish(words);
            case "sentinel" -> sentinel.answer(words);
            case "info" -> RespValue.bulk(info());
            case "client" -> client(words);
            case "auth" ->
                error(
                        "ERR AUTH <password> called without any password configured for the default user. Are you sure your"
                                + " configuration is correct?");
            case "role" -> role();
            default -> error("ERR unknown command '" + words.get(0) + "', with args beginning with: " + args(words));
        };
    }

    private static String args(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String each : words.subList(1, words.size())) {
            text.append('\'').append(each).append("' ");
        }
        return text.toString();
    }

    private RespValue publish(List<String> words) {
        if (words.size() != 3) {
            return arity("publish");
        }
        if (!words.get(1).equals(Hellos.CHANNEL)) {
            return error("ERR Only HELLO messages are accepted by Sentinel instances.");
        }
        program.hellos.received(words.get(2));
        return RespValue.Int.of(1);
    }

    private static RespValue client(List<String> words) {
        String what = words.size() < 2 ? "" : words.get(1).toLowerCase(Locale.ROOT);
        return switch (what) {
            case "" -> arity("client");
            case "id" -> RespValue.Int.of(1);
            case "getname" -> RespValue.Null.BULK;
            case "kill" -> RespValue.Int.of(0);
            default -> RespValue.SimpleString.OK;
        };
    }

    private RespValue role() {
        List<RespValue> names = new ArrayList<>();
        for (String each : program.masters.keySet()) {
            names.add(RespValue.bulk(each));
        }
        return new RespValue.Array(List.of(RespValue.bulk("sentinel"), new RespValue.Array(names)));
    }

    private List<RespValue> subscribe(Asker asker, List<String> words, boolean isPattern) {
        if (words.size() < 2) {
            return List.of(arity(isPattern ? "psubscribe" : "subscribe"));
        }
        List<RespValue> answers = new ArrayList<>();
        for (String each : words.subList(1, words.size())) {
            answers.add(program.subscribers.subscribe(asker.listener, each, isPattern));
        }
        return answers;
    }

    private List<RespValue> unsubscribe(Asker asker, List<String> words, boolean isPattern) {
        List<String> channels =
                words.size() > 1 ? words.subList(1, words.size()) : program.subscribers.of(asker.listener, isPattern);
        List<RespValue> answers = new ArrayList<>();
        for (String each : channels) {
            answers.add(program.subscribers.unsubscribe(asker.listener, each, isPattern));
        }
        return answers;
    }

    private String info() {
        StringBuilder text = new StringBuilder("# Server\r\nredis_mode:sentinel\r\n\r\n# Sentinel\r\nsentinel_masters:")
                .append(program.masters.size())
                .append("\r\nsentinel_tilt:")
                .append(program.tilt ? 1 : 0)
                .append("\r\nsentinel_tilt_since_seconds:")
                .append(program.tilt ? (program.nowMs() - program.tiltSinceMs) / 1_000 : -1)
                .append("\r\nsentinel_running_scripts:0\r\nsentinel_scripts_queue_length:0\r\n")
                .append("sentinel_simulate_failure_flags:0\r\n");
        int number = 0;
        for (Master each : program.masters.values()) {
            text.append("master")
                    .append(number++)
                    .append(":name=")
                    .append(each.name)
                    .append(",status=")
                    .append(each.odown ? "odown" : each.sdown ? "sdown" : "ok")
                    .append(",address=")
                    .append(each.address.host())
                    .append(':')
                    .append(each.address.port())
                    .append(",slaves=")
                    .append(each.replicas.size())
                    .append(",sentinels=")
                    .append(each.peers.size() + 1)
                    .append("\r\n");
        }
        return text.toString();
    }
}
