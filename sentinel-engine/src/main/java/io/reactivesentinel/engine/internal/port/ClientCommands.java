package io.reactivesentinel.engine.internal.port;

import static io.reactivesentinel.engine.internal.port.CommandFlag.LOADING;
import static io.reactivesentinel.engine.internal.port.CommandFlag.NOSCRIPT;
import static io.reactivesentinel.engine.internal.port.CommandFlag.STALE;

import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.List;

/** The subcommands of CLIENT. */
final class ClientCommands {
    static final String BAD_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

    private ClientCommands() {}

    static CommandRow container() {
        return CommandRow.container("client").since("2.4.0");
    }

    static List<CommandRow> rows() {
        return List.of(
                row("getname", 2, ClientCommands::getName)
                        .since("2.6.9")
                        .help("GETNAME", "Return the name of the current connection."),
                row("id", 2, call -> call.reply(RespValue.Int.of(call.session().id())))
                        .since("5.0.0")
                        .help("ID", "Return the ID of the current connection."),
                row("setname", 3, ClientCommands::setName)
                        .since("2.6.9")
                        .help("SETNAME <name>", "Assign the name <name> to the current connection."),
                row("setinfo", 4, ClientCommands::setInfo)
                        .since("7.2.0")
                        .help(
                                "SETINFO <option> <value>",
                                "Set client meta attr. Options are:",
                                "* LIB-NAME: the" + " client lib name.",
                                "* LIB-VER: the client lib version."));
    }

    private static CommandRow row(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(NOSCRIPT, LOADING, STALE)
                .categories(CommandCategory.SLOW, CommandCategory.CONNECTION);
    }

    private static void getName(Invocation call) {
        String name = call.session().name();
        call.reply(name.isEmpty() ? RespValue.Null.BULK : RespValue.bulk(name));
    }

    private static void setName(Invocation call) {
        if (!Words.isPlain(call.argument(0))) {
            call.error(BAD_NAME);
            return;
        }
        call.session().name(call.text(0));
        call.ok();
    }

    private static void setInfo(Invocation call) {
        RespBytes option = call.argument(0);
        boolean name = Words.is(option, "lib-name");
        if (!name && !Words.is(option, "lib-ver")) {
            call.error("ERR Unrecognized option '" + option.text() + "'");
        } else if (!Words.isPlain(call.argument(1))) {
            call.error("ERR " + option.text() + " cannot contain spaces, newlines or special characters.");
        } else {
            if (name) {
                call.session().libraryName(call.text(1));
            } else {
                call.session().libraryVersion(call.text(1));
            }
            call.ok();
        }
    }
}
