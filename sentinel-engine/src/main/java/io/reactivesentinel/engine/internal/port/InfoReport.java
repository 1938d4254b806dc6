package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Command.Summary;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MasterSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what INFO answers.
 *
 * <p>Fields of C that mean nothing here, such as its counters of keys, are left out rather than made up; those that
 * clients and exporters read are there and true. Lines of our own: {@code server_name},
 * {@code reactive_sentinel_version}, {@code can_vote} and the faulted masters.
 */
final class InfoReport {
    private static final String SERVER_NAME = "reactive-sentinel";
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long SECONDS_PER_DAY = 86_400;

    /** The sections, in the order in which they are written. */
    enum Section {
        SERVER("Server"),
        CLIENTS("Clients"),
        STATS("Stats"),
        CPU("CPU"),
        SENTINEL("Sentinel");

        private final String title;

        Section(String title) {
            this.title = title;
        }
    }

    private final ServerFacts facts;
    private final PortSettings settings;
    private final PortCounters counters;
    private final Sessions sessions;
    private final PubSub pubSub;

    InfoReport(ServerFacts facts, PortSettings settings, PortCounters counters, Sessions sessions, PubSub pubSub) {
        this.facts = facts;
        this.settings = settings;
        this.counters = counters;
        this.sessions = sessions;
        this.pubSub = pubSub;
    }

    /** The text of sections that need nothing from the decision loop. */
    String text(Set<Section> sections) {
        return write(sections, null);
    }

    /** The text of any sections. */
    String text(Set<Section> sections, Summary summary) {
        return write(sections, summary);
    }

    private String write(Set<Section> sections, @Nullable Summary summary) {
        Lines out = new Lines();
        for (Section section : Section.values()) {
            if (!sections.contains(section) || (section == Section.SENTINEL && summary == null)) {
                continue;
            }
            out.title(section.title);
            switch (section) {
                case SERVER -> server(out);
                case CLIENTS -> clients(out);
                case STATS -> stats(out);
                case CPU -> cpu(out);
                case SENTINEL -> {
                    if (summary != null) {
                        sentinel(out, summary);
                    }
                }
            }
        }
        return out.toString();
    }

    private void server(Lines out) {
        long uptime = facts.uptimeMs().getAsLong() / MILLIS_PER_SECOND;
        List<InstanceAddress> listening = facts.listening().get();
        out.field("redis_version", ConnectionCommands.REDIS_VERSION)
                .field("server_name", SERVER_NAME)
                .field("reactive_sentinel_version", facts.engineVersion())
                .field("redis_git_sha1", "00000000")
                .field("redis_git_dirty", 0)
                .field("redis_build_id", "0")
                .field("redis_mode", "sentinel")
                .field("os", property("os.name") + " " + property("os.version") + " " + property("os.arch"))
                .field("arch_bits", property("sun.arch.data.model"))
                .field("java_version", property("java.version"))
                .field("process_id", ProcessHandle.current().pid())
                .field("process_supervised", facts.supervised())
                .field("run_id", facts.runId())
                .field("tcp_port", listening.isEmpty() ? 0 : listening.get(0).port())
                .field("server_time_usec", facts.wallMs().getAsLong() * 1000)
                .field("uptime_in_seconds", uptime)
                .field("uptime_in_days", uptime / SECONDS_PER_DAY)
                .field("executable", facts.executable())
                .field("config_file", facts.configFile().orElse(""));
        // Addresses that share a port share a line.
        Map<Integer, StringBuilder> listeners = new LinkedHashMap<>();
        for (InstanceAddress address : listening) {
            listeners
                    .computeIfAbsent(address.port(), any -> new StringBuilder("name=tcp"))
                    .append(",bind=")
                    .append(address.host());
        }
        int number = 0;
        for (Map.Entry<Integer, StringBuilder> listener : listeners.entrySet()) {
            out.field("listener" + number++, listener.getValue() + ",port=" + listener.getKey());
        }
    }

    private void clients(Lines out) {
        out.field("connected_clients", sessions.count())
                .field("cluster_connections", 0)
                .field("maxclients", settings.clientsMax())
                .field("blocked_clients", 0)
                .field("tracking_clients", 0)
                .field("pubsub_clients", pubSub.subscriberCount())
                .field("watching_clients", 0)
                .field("clients_in_timeout_table", 0);
    }

    private void stats(Lines out) {
        out.field("total_connections_received", counters.connections())
                .field("total_commands_processed", counters.commands())
                .field("rejected_connections", counters.rejections())
                .field("pubsub_channels", pubSub.channelCount())
                .field("pubsub_patterns", pubSub.patternCount())
                .field("total_error_replies", counters.errors());
    }

    private static void cpu(Lines out) {
        CpuTimes times = CpuTimes.now();
        out.field("used_cpu_sys", seconds(times.system()))
                .field("used_cpu_user", seconds(times.user()))
                .field("used_cpu_sys_children", seconds(times.childrenSystem()))
                .field("used_cpu_user_children", seconds(times.childrenUser()));
    }

    private void sentinel(Lines out, Summary summary) {
        long tiltSince = summary.tilt() ? summary.tiltSinceMs() / MILLIS_PER_SECOND : -1;
        out.field("sentinel_masters", summary.masters().size())
                .field("sentinel_tilt", summary.tilt() ? 1 : 0)
                .field("sentinel_tilt_since_seconds", tiltSince)
                .field("sentinel_running_scripts", summary.runningScripts())
                .field("sentinel_scripts_queue_length", summary.queuedScripts())
                .field("sentinel_simulate_failure_flags", 0)
                .field("can_vote", summary.canVote() ? 1 : 0)
                .field("faulted_masters", summary.faulted().size());
        List<MasterSnapshot> masters = summary.masters();
        for (int i = 0; i < masters.size(); i++) {
            out.field("master" + i, master(masters.get(i)));
        }
        for (int i = 0; i < summary.faulted().size(); i++) {
            out.field("faulted" + i, "name=" + summary.faulted().get(i));
        }
    }

    private static String master(MasterSnapshot master) {
        String status = "ok";
        if (master.status().isOdown()) {
            status = "odown";
        } else if (master.status().isSdown()) {
            status = "sdown";
        }
        return "name=" + master.name() + ",status=" + status + ",address="
                + master.status().ref().address().host() + ":"
                + master.status().ref().address().port() + ",slaves=" + master.numReplicas() + ",sentinels="
                + (master.numOtherSentinels() + 1);
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** The text as it grows. */
    private static final class Lines {
        private static final String END = "\r\n";
        private final StringBuilder text = new StringBuilder();

        void title(String title) {
            text.append(text.length() == 0 ? "" : END)
                    .append("# ")
                    .append(title)
                    .append(END);
        }

        Lines field(String name, String value) {
            text.append(name).append(':').append(value).append(END);
            return this;
        }

        Lines field(String name, long value) {
            return field(name, Long.toString(value));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
