package io.reactivesentinel.engine.sim.c;

import static io.reactivesentinel.engine.sim.c.Commands.arity;
import static io.reactivesentinel.engine.sim.c.Commands.error;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MonitorEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** SENTINEL and what may follow it. */
final class SentinelCommands {

    private static final RespValue NO_MASTER = error("ERR No such master with that name");
    private static final RespValue NO_INTEGER = error("ERR value is not an integer or out of range");
    private static final RespValue NOT_SAVED = error("ERR Failed to save config file. Check server logs.");

    private final Program program;
    private final SetCommand set;

    SentinelCommands(Program program) {
        this.program = program;
        this.set = new SetCommand(program);
    }

    RespValue answer(List<String> words) {
        if (words.size() < 2) {
            return arity("sentinel");
        }
        String what = words.get(1).toLowerCase(Locale.ROOT);
        int count = words.size();
        int wanted = arityOf(what);
        if (wanted == 0) {
            return error("ERR unknown subcommand '" + words.get(1) + "'. Try SENTINEL HELP.");
        }
        if (wanted > 0 ? count != wanted : count < -wanted) {
            return arity("sentinel|" + what);
        }
        return switch (what) {
            case "myid" -> RespValue.bulk(program.myId);
            case "masters" -> Shapes.all(program.masters.values());
            case "get-master-addr-by-name" -> address(words.get(2));
            case "is-master-down-by-addr" -> isMasterDown(words);
            case "monitor" -> monitor(words);
            case "reset" -> reset(words.get(2));
            case "flushconfig" -> saved(program.flush());
            default -> {
                Master master = program.master(words.get(2));
                yield master == null ? NO_MASTER : of(master, what, words);
            }
        };
    }

    private static int arityOf(String what) {
        return switch (what) {
            case "myid", "masters", "flushconfig" -> 2;
            case "get-master-addr-by-name", "reset", "master", "replicas", "slaves", "sentinels" -> 3;
            case "ckquorum", "failover", "remove" -> 3;
            case "is-master-down-by-addr", "monitor" -> 6;
            case "set" -> -5;
            default -> 0;
        };
    }

    private RespValue of(Master master, String what, List<String> words) {
        return switch (what) {
            case "master" -> Shapes.of(master);
            case "replicas", "slaves" -> Shapes.all(master.replicas.values());
            case "sentinels" -> Shapes.all(master.peers.values());
            case "ckquorum" -> checkQuorum(master);
            case "failover" -> failover(master);
            case "remove" -> remove(master);
            default -> set.answer(master, words);
        };
    }

    static RespValue saved(boolean went) {
        return went ? RespValue.SimpleString.OK : NOT_SAVED;
    }

    private RespValue address(String name) {
        Master master = program.master(name);
        if (master == null) {
            return RespValue.Null.ARRAY;
        }
        InstanceAddress current = master.current();
        return new RespValue.Array(
                List.of(RespValue.bulk(current.host()), RespValue.bulk(Integer.toString(current.port()))));
    }

    private RespValue isMasterDown(List<String> words) {
        Long port = Words.strict(words.get(3));
        Long epoch = Words.strict(words.get(4));
        if (port == null || epoch == null) {
            return NO_INTEGER;
        }
        String candidate = words.get(5);
        Master master = at(words.get(2), port);
        boolean down = master != null && master.sdown && !program.tilt;
        String leader = null;
        long leaderEpoch = 0;
        if (master != null && !candidate.equals("*")) {
            program.votes.vote(master, epoch, candidate);
            leader = master.leader;
            leaderEpoch = master.leaderEpoch;
        }
        return new RespValue.Array(List.of(
                RespValue.Int.of(down ? 1 : 0),
                RespValue.bulk(leader == null ? "*" : leader),
                RespValue.Int.of(leaderEpoch)));
    }

    private @Nullable Master at(String host, long port) {
        for (Master each : program.masters.values()) {
            if (each.address.port() == port && each.address.host().equals(host)) {
                return each;
            }
        }
        return null;
    }

    private RespValue monitor(List<String> words) {
        String name = words.get(2);
        String host = words.get(3);
        Long quorum = Words.strict(words.get(5));
        Long port = Words.strict(words.get(4));
        String wrong = null;
        if (quorum == null) {
            wrong = "Invalid quorum";
        } else if (port == null) {
            wrong = "Invalid port";
        } else if (quorum <= 0) {
            wrong = "Quorum must be 1 or greater.";
        } else if (!Words.isNumericHost(host)) {
            wrong = "Invalid IP address or hostname specified";
        } else if (port < 0 || port > 65_535) {
            wrong = "Invalid port number.";
        } else if (program.master(name) != null) {
            wrong = "Duplicate master name.";
        }
        if (wrong != null || quorum == null || port == null) {
            return error("ERR " + wrong);
        }
        Master added = new Master(program, name, new InstanceAddress(host, port.intValue()), quorum.intValue());
        program.masters.put(name, added);
        boolean went = program.flush();
        program.monitored(added);
        return saved(went);
    }

    private RespValue remove(Master master) {
        program.emit(new MonitorEvent(EventType.UNMONITOR, master.ref(), "", program.nowMs()));
        program.topology.removeMaster(master);
        return saved(program.flush());
    }

    private RespValue reset(String pattern) {
        GlobPattern glob = GlobPattern.of(pattern);
        int count = 0;
        for (Master each : program.masters.values()) {
            if (glob.matches(each.name)) {
                program.topology.reset(each, false);
                program.emit(new MonitorEvent(EventType.RESET_MASTER, each.ref(), "", program.nowMs()));
                count++;
            }
        }
        return RespValue.Int.of(count);
    }

    private RespValue failover(Master master) {
        if (master.failingOver) {
            return error("INPROG Failover already in progress");
        }
        if (program.failover.best(master) == null) {
            return error("NOGOODSLAVE No suitable replica to promote");
        }
        program.surroundings.log("Executing user requested FAILOVER of '" + master.name + "'");
        program.failover.start(master);
        master.forced = true;
        return RespValue.SimpleString.OK;
    }

    private static RespValue checkQuorum(Master master) {
        int usable = 1;
        for (Peer each : master.peers.values()) {
            usable += each.sdown ? 0 : 1;
        }
        boolean forQuorum = usable >= master.quorum;
        boolean forMajority = usable >= (master.peers.size() + 1) / 2 + 1;
        if (forQuorum && forMajority) {
            return new RespValue.SimpleString(
                    "OK " + usable + " usable Sentinels. Quorum and failover authorization can be reached");
        }
        String text = "NOQUORUM " + usable + " usable Sentinels. ";
        if (!forQuorum) {
            text += "Not enough available Sentinels to reach the specified quorum for this master";
        }
        if (!forMajority) {
            text += (forQuorum ? "" : ". ")
                    + "Not enough available Sentinels to reach the majority and authorize a failover";
        }
        return error(text);
    }
}
