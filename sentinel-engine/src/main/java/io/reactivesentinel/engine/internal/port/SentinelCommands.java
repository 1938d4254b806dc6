package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Command.DownAnswer;
import io.reactivesentinel.engine.internal.stage.Command.QuorumCheck;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFields;
import io.reactivesentinel.protocol.ReplicaSnapshot;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The subcommands of SENTINEL. */
final class SentinelCommands {
    private static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";

    /** An address no instance has: its question is answered like that for an unknown master. */
    private static final int NO_PORT = -1;

    private static final int PORT_MAX = 65535;

    private final MonitorArguments monitorArguments;
    private final SettingArguments settingArguments;
    private final GlobalCommands globals;

    private final Function<String, Optional<InstanceAddress>> addresses;

    SentinelCommands(
            MonitorArguments monitorArguments,
            SettingArguments settingArguments,
            GlobalCommands globals,
            Function<String, Optional<InstanceAddress>> addresses) {
        this.addresses = addresses;
        this.monitorArguments = monitorArguments;
        this.settingArguments = settingArguments;
        this.globals = globals;
    }

    static CommandRow container() {
        return CommandRow.container("sentinel")
                .flags(CommandFlag.ADMIN)
                .categories(CommandCategory.ADMIN, CommandCategory.SLOW, CommandCategory.DANGEROUS)
                .since("2.8.4");
    }

    /** The rows, in the order in which HELP lists them. */
    List<CommandRow> rows() {
        return List.of(
                row("ckquorum", 3, SentinelCommands::checkQuorum)
                        .help(
                                "CKQUORUM <master-name>",
                                "Check if the current Sentinel configuration is able to reach the quorum",
                                "needed to failover a master and the majority needed to authorize the",
                                "failover."),
                globals.config(),
                globals.debug(),
                row("get-master-addr-by-name", 3, this::masterAddress)
                        .alias("get-primary-addr-by-name")
                        .help(
                                "GET-MASTER-ADDR-BY-NAME <master-name>",
                                "Return the ip and port number of the master with that name."),
                row("failover", -3, SentinelCommands::failover)
                        .help(
                                "FAILOVER <master-name> [COORDINATED]",
                                "Manually failover a master node without asking for agreement from other",
                                "Sentinels. With COORDINATED the master itself hands over to a replica, so that",
                                "no acknowledged write is lost; this needs their agreement."),
                row("flushconfig", 2, call -> call.askOk(new Command.FlushConfig()))
                        .help(
                                "FLUSHCONFIG",
                                "Force Sentinel to rewrite its configuration on disk, including the current",
                                "Sentinel state."),
                globals.infoCache(),
                row("is-master-down-by-addr", 6, SentinelCommands::isMasterDown)
                        .alias("is-primary-down-by-addr")
                        .help(
                                "IS-MASTER-DOWN-BY-ADDR <ip> <port> <current-epoch> <runid>",
                                "Check if the master specified by ip:port is down from current Sentinel's",
                                "point of view."),
                row(
                                "master",
                                3,
                                call -> call.ask(
                                        new Command.Master(call.text(0)),
                                        master -> Replies.map(InstanceFields.of(master))))
                        .alias("primary")
                        .help("MASTER <master-name>", "Show the state and info of the specified master."),
                row("masters", 2, call -> call.ask(new Command.Masters(), masters -> maps(masters, InstanceFields::of)))
                        .alias("primaries")
                        .help("MASTERS", "Show a list of monitored masters and their state."),
                row("monitor", 6, monitorArguments::handle)
                        .help(
                                "MONITOR <name> <ip> <port> <quorum>",
                                "Start monitoring a new master with the specified name, ip, port and quorum."),
                row("myid", 2, call -> call.ask(new Command.Summarize(), summary -> RespValue.bulk(summary.myId())))
                        .since("6.2.0")
                        .help("MYID", "Return the ID of the Sentinel instance."),
                row("pending-scripts", 2, call -> call.ask(new Command.PendingScripts(), PendingScripts::reply))
                        .help("PENDING-SCRIPTS", "Get pending scripts information."),
                row("remove", 3, call -> call.askOk(new Command.Remove(call.text(0))))
                        .help("REMOVE <master-name>", "Remove master from Sentinel's monitor list."),
                row("replicas", 3, SentinelCommands::replicas)
                        .since("5.0.0")
                        .help("REPLICAS <master-name>", "Show a list of replicas for this master and their state."),
                // Not an alias: COMMAND shows it as a command of its own, deprecated since 5.0.0.
                row("slaves", 3, SentinelCommands::replicas).since("2.8.0"),
                row("reset", 3, call -> call.ask(new Command.Reset(call.text(0)), count -> RespValue.Int.of(count)))
                        .help("RESET <pattern>", "Reset masters for specific master name matching this pattern."),
                row(
                                "sentinels",
                                3,
                                call -> call.ask(
                                        new Command.Sentinels(call.text(0)), peers -> maps(peers, InstanceFields::of)))
                        .help(
                                "SENTINELS <master-name>",
                                "Show a list of Sentinel instances for this master and their state."),
                row("set", -5, settingArguments::handle)
                        .help(
                                "SET <master-name> <option> <value> [<option> <value> ...]",
                                "Set configuration parameters for certain masters."),
                globals.simulateFailure());
    }

    static CommandRow row(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(CommandFlag.ADMIN)
                .categories(CommandCategory.ADMIN, CommandCategory.SLOW, CommandCategory.DANGEROUS)
                .since("2.8.4");
    }

    private static <S> RespValue maps(List<S> snapshots, Function<S, Map<String, String>> fields) {
        return new RespValue.Array(snapshots.stream()
                .map(snapshot -> Replies.map(fields.apply(snapshot)))
                .toList());
    }

    private static void replicas(Invocation call) {
        call.ask(
                new Command.Replicas(call.text(0)),
                replicas -> maps(
                        replicas.stream().filter(ReplicaSnapshot::announced).toList(), InstanceFields::of));
    }

    /** What clients ask most; behind a question that the decision loop has yet to answer it takes its turn there. */
    private void masterAddress(Invocation call) {
        String name = call.text(0);
        Optional<InstanceAddress> known = call.isAlone() ? addresses.apply(name) : Optional.empty();
        if (known.isPresent()) {
            call.reply(hostAndPort(known.get()));
        } else {
            call.ask(new Command.MasterAddress(name), address -> address.map(SentinelCommands::hostAndPort)
                    .orElse(RespValue.Null.ARRAY));
        }
    }

    private static RespValue hostAndPort(InstanceAddress address) {
        return Replies.bulks(List.of(address.host(), Integer.toString(address.port())));
    }

    private static void isMasterDown(Invocation call) {
        OptionalLong port = Words.integer(call.argument(1));
        OptionalLong epoch = Words.integer(call.argument(2));
        if (port.isEmpty() || epoch.isEmpty()) {
            call.error(NOT_AN_INTEGER);
            return;
        }
        long number = port.getAsLong();
        Command.AskDown question = new Command.AskDown(
                call.text(0),
                number >= 0 && number <= PORT_MAX ? (int) number : NO_PORT,
                epoch.getAsLong(),
                call.text(3));
        call.ask(question, SentinelCommands::downAnswer);
    }

    private static RespValue downAnswer(DownAnswer answer) {
        return new RespValue.Array(List.of(
                RespValue.Int.of(answer.down() ? 1 : 0),
                RespValue.bulk(answer.leader()),
                RespValue.Int.of(answer.leaderEpoch())));
    }

    private static void failover(Invocation call) {
        int options = call.arguments().size() - 1;
        if (options == 0) {
            call.askOk(new Command.Failover(call.text(0)));
        } else if (options == 1 && Words.is(call.argument(1), "coordinated")) {
            call.askOk(new Command.Failover(call.text(0), true));
        } else if (options == 1) {
            call.error("ERR Unknown failover option specified");
        } else {
            call.error(CommandTable.wrongArity("sentinel|failover"));
        }
    }

    private static void checkQuorum(Invocation call) {
        call.ask(new Command.CheckQuorum(call.text(0)), SentinelCommands::quorumCheck);
    }

    private static RespValue quorumCheck(QuorumCheck check) {
        if (check.quorumReachable() && check.majorityReachable()) {
            return new RespValue.SimpleString(
                    "OK " + check.usable() + " usable Sentinels. Quorum and failover authorization can be reached");
        }
        StringBuilder text = new StringBuilder("NOQUORUM " + check.usable() + " usable Sentinels. ");
        if (!check.quorumReachable()) {
            text.append("Not enough available Sentinels to reach the specified quorum for this master");
        }
        if (!check.majorityReachable()) {
            text.append(check.quorumReachable() ? "" : ". ")
                    .append("Not enough available Sentinels to reach the majority and authorize a failover");
        }
        return Replies.error(text.toString());
    }
}
