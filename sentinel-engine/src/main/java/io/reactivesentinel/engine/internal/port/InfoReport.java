package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.AclLog;
import io.reactivesentinel.engine.internal.stage.Command.Summary;
import io.reactivesentinel.engine.spi.CommandPort;
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
 * <p>All fields of C are there in C's order, for exporters read them by name. Those about what a Sentinel of ours does not
 * have, such as keys, copies or threads for input, are 0, as are the few about what is not measured. Lines of our own:
 * {@code server_name}, {@code reactive_sentinel_version}, {@code java_version}, {@code can_vote} and the faulted masters.
 */
final class InfoReport {
    private static final String SERVER_NAME = "reactive-sentinel";
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final double BYTES_PER_KILOBYTE = 1024;

    /** The rate at which C looks at everything; here nothing depends on it. */
    private static final int HZ = 10;

    private static final long LRU_CLOCK_MASK = (1 << 24) - 1;

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
    private final Rate commandRate;
    private final Rate inputRate;
    private final Rate outputRate;

    InfoReport(ServerFacts facts, PortSettings settings, PortCounters counters, Sessions sessions, PubSub pubSub) {
        this.facts = facts;
        this.settings = settings;
        this.counters = counters;
        this.sessions = sessions;
        this.pubSub = pubSub;
        this.commandRate = new Rate(facts.uptimeMs());
        this.inputRate = new Rate(facts.uptimeMs());
        this.outputRate = new Rate(facts.uptimeMs());
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
                .field("monotonic_clock", "System.nanoTime")
                .field("multiplexing_api", "netty")
                .field("atomicvar_api", "java")
                // What C says when it was built by another compiler.
                .field("gcc_version", "0.0.0")
                .field("java_version", property("java.version"))
                .field("process_id", ProcessHandle.current().pid())
                .field("process_supervised", facts.supervised())
                .field("run_id", facts.runId())
                .field("tcp_port", listening.isEmpty() ? 0 : listening.get(0).port())
                .field("server_time_usec", facts.wallMs().getAsLong() * 1000)
                .field("uptime_in_seconds", uptime)
                .field("uptime_in_days", uptime / SECONDS_PER_DAY)
                .field("hz", HZ)
                .field("configured_hz", HZ)
                .field("lru_clock", facts.wallMs().getAsLong() / MILLIS_PER_SECOND & LRU_CLOCK_MASK)
                .field("executable", facts.executable())
                .field("config_file", facts.configFile().orElse(""))
                .field("io_threads_active", 0);
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
                .zeros("client_recent_max_input_buffer")
                .field("client_recent_max_output_buffer", mostWaiting())
                .zeros("blocked_clients")
                .field("tracking_clients", trackingClients())
                .field("pubsub_clients", pubSub.subscriberCount())
                .zeros("watching_clients clients_in_timeout_table total_watched_keys total_blocking_keys"
                        + " total_blocking_keys_on_nokey");
    }

    private long mostWaiting() {
        return sessions.all().stream()
                .mapToLong(session -> session.connection().pendingOutput())
                .max()
                .orElse(0);
    }

    private long trackingClients() {
        return sessions.all().stream()
                .filter(session -> session.tracking().on())
                .count();
    }

    private void stats(Lines out) {
        long read = counters.bytesRead();
        long written = counters.bytesWritten();
        for (Session session : sessions.all()) {
            read += session.connection().bytesRead();
            written += session.connection().bytesWritten();
        }
        out.field("total_connections_received", counters.connections())
                .field("total_commands_processed", counters.commands())
                .field("instantaneous_ops_per_sec", Math.round(commandRate.at(counters.commands())))
                .field("total_net_input_bytes", read)
                .field("total_net_output_bytes", written)
                .zeros("total_net_repl_input_bytes total_net_repl_output_bytes")
                .field("instantaneous_input_kbps", hundredths(inputRate.at(read) / BYTES_PER_KILOBYTE))
                .field("instantaneous_output_kbps", hundredths(outputRate.at(written) / BYTES_PER_KILOBYTE))
                .field("instantaneous_input_repl_kbps", hundredths(0))
                .field("instantaneous_output_repl_kbps", hundredths(0))
                .field("rejected_connections", counters.rejections())
                .zeros("sync_full sync_partial_ok sync_partial_err expired_subkeys expired_keys")
                .field("expired_stale_perc", hundredths(0))
                .zeros("expired_time_cap_reached_count expire_cycle_cpu_milliseconds evicted_keys")
                .field("evicted_clients", counters.cuts(CommandPort.Cut.MEMORY))
                .zeros("evicted_scripts total_eviction_exceeded_time current_eviction_exceeded_time keyspace_hits"
                        + " keyspace_misses")
                .field("pubsub_channels", pubSub.channelCount())
                .field("pubsub_patterns", pubSub.patternCount())
                .zeros("pubsubshard_channels latest_fork_usec total_forks migrate_cached_sockets"
                        + " slave_expires_tracked_keys active_defrag_hits active_defrag_misses active_defrag_key_hits"
                        + " active_defrag_key_misses total_active_defrag_time current_active_defrag_time"
                        + " tracking_total_keys tracking_total_items tracking_total_prefixes unexpected_error_replies")
                .field("total_error_replies", counters.errors())
                .zeros("dump_payload_sanitizations total_reads_processed total_writes_processed"
                        + " io_threaded_reads_processed io_threaded_writes_processed")
                .field("client_query_buffer_limit_disconnections", counters.cuts(CommandPort.Cut.INPUT))
                .field("client_output_buffer_limit_disconnections", counters.cuts(CommandPort.Cut.OUTPUT))
                .zeros("reply_buffer_shrinks reply_buffer_expands eventloop_cycles eventloop_duration_sum"
                        + " eventloop_duration_cmd_sum instantaneous_eventloop_cycles_per_sec"
                        + " instantaneous_eventloop_duration_usec")
                .field("acl_access_denied_auth", counters.denials(AclLog.Reason.AUTH))
                .field("acl_access_denied_cmd", counters.denials(AclLog.Reason.COMMAND))
                .zeros("acl_access_denied_key")
                .field("acl_access_denied_channel", counters.denials(AclLog.Reason.CHANNEL));
    }

    private static void cpu(Lines out) {
        CpuTimes times = CpuTimes.now();
        CpuTimes thread = CpuTimes.ofThisThread();
        out.field("used_cpu_sys", seconds(times.system()))
                .field("used_cpu_user", seconds(times.user()))
                .field("used_cpu_sys_children", seconds(times.childrenSystem()))
                .field("used_cpu_user_children", seconds(times.childrenUser()))
                .field("used_cpu_sys_main_thread", seconds(thread.system()))
                .field("used_cpu_user_main_thread", seconds(thread.user()));
    }

    private static String hundredths(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private void sentinel(Lines out, Summary summary) {
        long tiltSince = summary.tilt() ? summary.tiltSinceMs() / MILLIS_PER_SECOND : -1;
        out.field("sentinel_masters", summary.masters().size())
                .field("sentinel_tilt", summary.tilt() ? 1 : 0)
                .field("sentinel_tilt_since_seconds", tiltSince)
                .field("sentinel_running_scripts", summary.runningScripts())
                .field("sentinel_scripts_queue_length", summary.queuedScripts())
                .field("sentinel_simulate_failure_flags", summary.failurePoints())
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

        /** Fields whose value is 0, their names separated by blanks. */
        Lines zeros(String names) {
            for (String name : names.split(" ", -1)) {
                field(name, 0);
            }
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
