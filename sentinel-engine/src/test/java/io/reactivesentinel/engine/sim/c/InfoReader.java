package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.TopologyEvent;

/** What is taken from an answer to INFO, line by line. */
final class InfoReader {

    private static final String RUN_ID = "run_id:";
    private static final String ROLE_MASTER = "role:master";
    private static final String ROLE_REPLICA = "role:slave";
    private static final String LINK_DOWN = "master_link_down_since_seconds:";
    private static final String MASTER_HOST = "master_host:";
    private static final String MASTER_PORT = "master_port:";
    private static final String LINK_STATUS = "master_link_status:";
    private static final String PRIORITY = "slave_priority:";
    private static final String OFFSET = "slave_repl_offset:";
    private static final String ANNOUNCED = "replica_announced:";
    private static final int RUN_ID_LINE = 47;

    private final Program program;
    private final Corrections corrections;

    InfoReader(Program program) {
        this.program = program;
        this.corrections = new Corrections(program);
    }

    void read(Instance instance, String text) {
        Instance.Role role = Instance.Role.NONE;
        instance.masterLinkDownMs = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf("\r\n", from);
            int to = end < 0 ? text.length() : end;
            role = line(instance, text, from, to, role);
            from = to + 2;
        }
        instance.infoRefreshMs = program.nowMs();
        noteRole(instance, role);
        if (!program.tilt && instance instanceof Replica replica) {
            corrections.afterInfo(replica, role);
        }
    }

    private Instance.Role line(Instance instance, String text, int from, int to, Instance.Role role) {
        if (to - from < 7) {
            return role;
        }
        switch (text.charAt(from)) {
            case 'r' -> {
                if (text.startsWith(ROLE_MASTER, from)) {
                    return Instance.Role.MASTER;
                }
                if (text.startsWith(ROLE_REPLICA, from)) {
                    return Instance.Role.REPLICA;
                }
                if (to - from >= RUN_ID_LINE && text.startsWith(RUN_ID, from)) {
                    runId(instance, text.substring(from + RUN_ID.length(), from + RUN_ID_LINE));
                }
            }
            case 's' -> {
                if (instance instanceof Master master
                        && text.startsWith("slave", from)
                        && Words.isDigit(text.charAt(from + 5))) {
                    replicaLine(master, text.substring(from, to));
                }
            }
            case 'm' -> {
                if (text.startsWith(LINK_DOWN, from)) {
                    instance.masterLinkDownMs = Words.unsigned(text.substring(from + LINK_DOWN.length(), to)) * 1_000;
                }
            }
            default -> {}
        }
        if (role == Instance.Role.REPLICA && instance instanceof Replica replica) {
            replicaField(replica, text, from, to);
        }
        return role;
    }

    private void replicaField(Replica replica, String text, int from, int to) {
        if (text.startsWith(MASTER_HOST, from)) {
            String host = text.substring(from + MASTER_HOST.length(), to);
            if (!host.equalsIgnoreCase(replica.masterHost)) {
                replica.masterHost = host;
                replica.confChangeMs = program.nowMs();
            }
        } else if (text.startsWith(MASTER_PORT, from)) {
            int port = Words.lenient(text.substring(from + MASTER_PORT.length(), to));
            if (port != replica.masterPort) {
                replica.masterPort = port;
                replica.confChangeMs = program.nowMs();
            }
        } else if (text.startsWith(LINK_STATUS, from)) {
            replica.linkUp = text.substring(from + LINK_STATUS.length(), to).equalsIgnoreCase("up");
        } else if (text.startsWith(PRIORITY, from)) {
            replica.priority = Words.lenient(text.substring(from + PRIORITY.length(), to));
        } else if (text.startsWith(OFFSET, from)) {
            replica.offset = Words.unsigned(text.substring(from + OFFSET.length(), to));
        } else if (text.startsWith(ANNOUNCED, from)) {
            replica.announced = Words.lenient(text.substring(from + ANNOUNCED.length(), to)) != 0;
        }
    }

    private void runId(Instance instance, String id) {
        String known = instance.runId;
        if (id.equals(known)) {
            return;
        }
        if (known != null) {
            program.emit(new TopologyEvent(EventType.REBOOT, instance.ref(), "", program.nowMs()));
            if (instance instanceof Master master && master.rebootDownAfterMs != 0) {
                master.reboot = true;
                master.rebootSinceMs = program.nowMs();
            }
        }
        instance.runId = id;
    }

    private void replicaLine(Master master, String line) {
        String host;
        String port;
        int ip = line.indexOf("ip=");
        if (ip >= 0) {
            int portAt = line.indexOf("port=");
            if (portAt < 0) {
                return;
            }
            host = upToComma(line, ip + 3);
            port = upToComma(line, portAt + 5);
        } else {
            int colon = line.indexOf(':');
            int comma = line.indexOf(',');
            if (colon < 0 || comma < colon) {
                return;
            }
            host = line.substring(colon + 1, comma);
            port = upToComma(line, comma + 1);
        }
        int number = Words.lenient(port);
        if (!Words.isNumericHost(host) || !Words.isPort(number)) {
            return;
        }
        InstanceAddress address = new InstanceAddress(host, number);
        Replica created = program.topology.addReplica(master, address);
        if (created != null) {
            program.emit(new TopologyEvent(EventType.REPLICA, created.ref(), "", program.nowMs()));
            program.flush();
        }
    }

    private static String upToComma(String line, int from) {
        int comma = line.indexOf(',', from);
        return comma < 0 ? line.substring(from) : line.substring(from, comma);
    }

    private void noteRole(Instance instance, Instance.Role role) {
        if (role == instance.role) {
            return;
        }
        instance.role = role;
        instance.roleSinceMs = program.nowMs();
        if (role == Instance.Role.REPLICA && instance instanceof Replica replica) {
            replica.confChangeMs = program.nowMs();
        }
        boolean asConfigured =
                instance instanceof Master ? role == Instance.Role.MASTER : role == Instance.Role.REPLICA;
        program.emit(new TopologyEvent(
                asConfigured ? EventType.ROLE_CHANGE : EventType.ROLE_MISMATCH,
                instance.ref(),
                "new reported role is " + (role == Instance.Role.MASTER ? "master" : "slave"),
                program.nowMs()));
    }
}
