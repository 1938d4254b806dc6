package io.reactivesentinel.benchmarks;

import java.util.List;

/** INFO as a Redis server answers it: about 3 KB, of which a Sentinel needs a dozen lines near the end. */
final class RedisInfo {

    private static final String LINEAGE = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432";

    private static final String BEFORE_REPLICATION = """
            # Server
            redis_version:7.0.15
            redis_git_sha1:00000000
            redis_git_dirty:0
            redis_build_id:5a1c2e3f4b6d7089
            redis_mode:standalone
            os:Linux 6.1.0-18-amd64 x86_64
            arch_bits:64
            monotonic_clock:POSIX clock_gettime
            multiplexing_api:epoll
            atomicvar_api:c11-builtin
            gcc_version:12.2.0
            process_id:4711
            process_supervised:no
            run_id:%s
            tcp_port:6379
            server_time_usec:1753257600123456
            uptime_in_seconds:8640123
            uptime_in_days:100
            hz:10
            configured_hz:10
            lru_clock:8430291
            executable:/usr/bin/redis-server
            config_file:/etc/redis/redis.conf
            io_threads_active:0

            # Clients
            connected_clients:57
            cluster_connections:0
            maxclients:10000
            client_recent_max_input_buffer:20480
            client_recent_max_output_buffer:0
            blocked_clients:0
            tracking_clients:0
            clients_in_timeout_table:0

            # Memory
            used_memory:1287654321
            used_memory_human:1.20G
            used_memory_rss:1356742656
            used_memory_rss_human:1.26G
            used_memory_peak:1398765432
            used_memory_peak_human:1.30G
            used_memory_peak_perc:92.06%%
            used_memory_overhead:98765432
            used_memory_startup:862432
            used_memory_dataset:1188888889
            used_memory_dataset_perc:92.39%%
            allocator_allocated:1287812345
            allocator_active:1290123456
            allocator_resident:1340123456
            total_system_memory:16777216000
            total_system_memory_human:15.63G
            maxmemory:0
            maxmemory_human:0B
            maxmemory_policy:noeviction
            mem_fragmentation_ratio:1.05
            mem_replication_backlog:1048592
            mem_clients_slaves:41056
            mem_clients_normal:1123456
            mem_allocator:jemalloc-5.2.1
            active_defrag_running:0
            lazyfree_pending_objects:0

            # Persistence
            loading:0
            async_loading:0
            current_cow_peak:0
            current_cow_size:0
            rdb_changes_since_last_save:123456
            rdb_bgsave_in_progress:0
            rdb_last_save_time:1753257000
            rdb_last_bgsave_status:ok
            rdb_last_bgsave_time_sec:4
            rdb_current_bgsave_time_sec:-1
            rdb_saves:2880
            aof_enabled:0
            aof_rewrite_in_progress:0
            aof_last_write_status:ok

            # Stats
            total_connections_received:98765
            total_commands_processed:1234567890
            instantaneous_ops_per_sec:14231
            total_net_input_bytes:123456789012
            total_net_output_bytes:234567890123
            total_net_repl_input_bytes:0
            total_net_repl_output_bytes:345678901234
            instantaneous_input_kbps:1423.11
            instantaneous_output_kbps:2710.42
            rejected_connections:0
            sync_full:2
            sync_partial_ok:4
            sync_partial_err:2
            expired_keys:8765432
            evicted_keys:0
            keyspace_hits:912345678
            keyspace_misses:12345678
            pubsub_channels:1
            pubsub_patterns:0
            latest_fork_usec:9123
            total_forks:2882
            total_error_replies:3
            total_reads_processed:1134567890
            total_writes_processed:1134567891

            # Replication
            """;

    private static final String AFTER_REPLICATION = """
            master_failover_state:no-failover
            master_replid:%s
            master_replid2:0000000000000000000000000000000000000000
            master_repl_offset:345678901
            second_repl_offset:-1
            repl_backlog_active:1
            repl_backlog_size:1048576
            repl_backlog_first_byte_offset:344630326
            repl_backlog_histlen:1048576

            # CPU
            used_cpu_sys:81234.123456
            used_cpu_user:123456.654321

            # Keyspace
            db0:keys=1234567,expires=123456,avg_ttl=3600000
            """;

    private RedisInfo() {}

    /** A master with those replicas, all on port 6379. */
    static String master(String runId, List<String> replicaHosts) {
        StringBuilder replication = new StringBuilder("role:master\n");
        replication.append("connected_slaves:").append(replicaHosts.size()).append('\n');
        for (int i = 0; i < replicaHosts.size(); i++) {
            replication.append(
                    "slave%d:ip=%s,port=6379,state=online,offset=345678901,lag=0\n".formatted(i, replicaHosts.get(i)));
        }
        return text(runId, replication.toString());
    }

    /** A replica that follows a master on port 6379. */
    static String replica(String runId, String masterHost) {
        return text(runId, """
                role:slave
                master_host:%s
                master_port:6379
                master_link_status:up
                master_last_io_seconds_ago:0
                master_sync_in_progress:0
                slave_read_repl_offset:345678901
                slave_repl_offset:345678901
                slave_priority:100
                slave_read_only:1
                replica_announced:1
                connected_slaves:0
                """.formatted(masterHost));
    }

    private static String text(String runId, String replication) {
        String text = BEFORE_REPLICATION.formatted(runId) + replication + AFTER_REPLICATION.formatted(LINEAGE);
        return text.replace("\n", "\r\n");
    }
}
