package io.reactivesentinel.engine.internal.port;

import static io.reactivesentinel.engine.internal.port.CommandFlag.FAST;
import static io.reactivesentinel.engine.internal.port.CommandFlag.LOADING;
import static io.reactivesentinel.engine.internal.port.CommandFlag.NOSCRIPT;
import static io.reactivesentinel.engine.internal.port.CommandFlag.STALE;

import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.protocol.MasterSnapshot;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** INFO, ROLE and SHUTDOWN. */
final class InfoCommands {
    private static final String SYNTAX = "ERR syntax error";

    private final InfoReport report;
    private final Runnable shutdown;

    InfoCommands(InfoReport report, Runnable shutdown) {
        this.report = report;
        this.shutdown = shutdown;
    }

    List<CommandRow> rows() {
        return List.of(
                CommandRow.of("info", -1, this::info)
                        .flags(LOADING, STALE)
                        .categories(CommandCategory.SLOW, CommandCategory.DANGEROUS),
                CommandRow.of("role", 1, InfoCommands::role)
                        .flags(NOSCRIPT, LOADING, STALE, FAST)
                        .categories(CommandCategory.ADMIN, CommandCategory.FAST, CommandCategory.DANGEROUS)
                        .since("2.8.12"),
                CommandRow.of("shutdown", -1, this::shutdown)
                        .flags(
                                CommandFlag.ADMIN,
                                NOSCRIPT,
                                LOADING,
                                STALE,
                                CommandFlag.NO_MULTI,
                                CommandFlag.ALLOW_BUSY)
                        .categories(CommandCategory.ADMIN, CommandCategory.SLOW, CommandCategory.DANGEROUS)
                        .manners(Manner.IN_TURN));
    }

    private void info(Invocation call) {
        Set<InfoReport.Section> sections = sections(call.arguments());
        if (sections.contains(InfoReport.Section.SENTINEL)) {
            call.ask(new Command.Summarize(), summary -> RespValue.bulk(report.text(sections, summary)));
        } else {
            call.reply(RespValue.bulk(report.text(sections)));
        }
    }

    /** The sections asked for; names that mean nothing here are passed over. */
    private static Set<InfoReport.Section> sections(List<RespBytes> arguments) {
        Set<InfoReport.Section> sections = EnumSet.noneOf(InfoReport.Section.class);
        boolean all = arguments.isEmpty();
        for (RespBytes argument : arguments) {
            String asked = Words.lowerCase(argument);
            all |= Set.of("default", "all", "everything").contains(asked);
            for (InfoReport.Section section : InfoReport.Section.values()) {
                if (section.name().toLowerCase(Locale.ROOT).equals(asked)) {
                    sections.add(section);
                }
            }
        }
        return all ? EnumSet.allOf(InfoReport.Section.class) : sections;
    }

    private static void role(Invocation call) {
        call.ask(
                new Command.Masters(),
                masters -> new RespValue.Array(List.of(
                        RespValue.bulk("sentinel"),
                        Replies.bulks(masters.stream().map(MasterSnapshot::name).toList()))));
    }

    /** Ends the process without a reply; what the words say about saving means nothing here, but they are checked. */
    private void shutdown(Invocation call) {
        boolean save = false;
        boolean noSave = false;
        boolean abort = false;
        boolean others = false;
        for (RespBytes argument : call.arguments()) {
            switch (Words.lowerCase(argument)) {
                case "save" -> save = true;
                case "nosave" -> noSave = true;
                case "abort" -> abort = true;
                case "now", "force" -> others = true;
                default -> {
                    call.error(SYNTAX);
                    return;
                }
            }
        }
        if ((save && noSave) || (abort && (save || noSave || others))) {
            call.error(SYNTAX);
        } else if (abort) {
            call.error("ERR No shutdown in progress.");
        } else {
            call.replyAll(List.of());
            // Nothing behind it is answered, as if the process had gone already.
            call.session().connection().close();
            shutdown.run();
        }
    }
}
