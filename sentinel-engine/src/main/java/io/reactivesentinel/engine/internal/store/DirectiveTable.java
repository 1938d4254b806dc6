package io.reactivesentinel.engine.internal.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The ordinary server directives with their kind, limits and default in Sentinel mode.
 *
 * <p>One row each: {@code name|alias kind arguments = default}. Kinds, limits and messages were read off a running Redis
 * 7.0.15; the few directives of 7.2 and
 * of Valkey are added, so that a file of any of them loads. In limits, {@code int} and {@code max} are
 * the largest 32 and 64-bit numbers, {@code umax} the largest unsigned one.
 */
final class DirectiveTable {

    /**
     * One directive.
     *
     * @param name primary name
     * @param kind how its words are checked
     * @param arguments limits of a number, choices of an enumeration
     * @param defaultValue text form of the default; empty if there is none
     */
    record Row(String name, String kind, List<String> arguments, String defaultValue) {}

    private static final String ROWS = """
            acl-pubsub-default enum allchannels,resetchannels = resetchannels
            aclfile text
            acllog-max-len int 0,max = 128
            active-defrag-cycle-max int 1,99 = 25
            active-defrag-cycle-min int 1,99 = 1
            active-defrag-ignore-bytes mem 1,max = 104857600
            active-defrag-max-scan-fields int 1,max = 1000
            active-defrag-threshold-lower int 0,1000 = 10
            active-defrag-threshold-upper int 0,1000 = 100
            active-expire-effort int 1,10 = 1
            activedefrag bool = no
            activerehashing bool = yes
            always-show-logo bool = no
            aof-disable-auto-gc bool = no
            aof-load-truncated bool = yes
            aof-rewrite-incremental-fsync bool = yes
            aof-timestamp-enabled bool = no
            aof-use-rdb-preamble bool = yes
            aof_rewrite_cpulist|aof-rewrite-cpulist text
            appenddirname filename = appendonlydir
            appendfilename filename = appendonly.aof
            appendfsync enum everysec,always,no = everysec
            appendonly bool = no
            auto-aof-rewrite-min-size mem 0,max = 67108864
            auto-aof-rewrite-percentage int 0,int = 100
            availability-zone text
            bgsave_cpulist|bgsave-cpulist text
            bind bind
            bind-source-addr text
            bio_cpulist|bio-cpulist text
            busy-reply-threshold|lua-time-limit int 0,max = 5000
            client-default-resp int 2,3 = 2
            client-output-buffer-limit buffers
            client-query-buffer-limit mem 1048576,max = 1073741824
            cluster-allow-pubsubshard-when-down bool = yes
            cluster-allow-reads-when-down bool = no
            cluster-allow-replica-migration bool = yes
            cluster-announce-bus-port int 0,65535 = 0
            cluster-announce-hostname hostname
            cluster-announce-human-nodename text
            cluster-announce-ip text
            cluster-announce-port int 0,65535 = 0
            cluster-announce-tls-port int 0,65535 = 0
            cluster-config-file text = nodes.conf
            cluster-enabled bool = no
            cluster-link-sendbuf-limit mem 0,umax = 0
            cluster-migration-barrier int 0,int = 1
            cluster-node-timeout int 0,max = 15000
            cluster-port int 0,65535 = 0
            cluster-preferred-endpoint-type enum ip,hostname,unknown-endpoint = ip
            cluster-replica-no-failover|cluster-slave-no-failover bool = no
            cluster-replica-validity-factor|cluster-slave-validity-factor int 0,int = 10
            cluster-require-full-coverage bool = yes
            crash-log-enabled bool = yes
            crash-memcheck-enabled bool = yes
            daemonize bool = no
            databases int 1,int = 16
            dbfilename filename = dump.rdb
            dir dir
            disable-thp bool = yes
            dynamic-hz bool = yes
            enable-debug-command enum no,yes,local = no
            enable-module-command enum no,yes,local = no
            enable-protected-configs enum no,yes,local = no
            events-per-io-thread int 0,int = 2
            extended-redis-compatibility bool = no
            hash-max-listpack-entries|hash-max-ziplist-entries int 0,max = 512
            hash-max-listpack-value|hash-max-ziplist-value mem 0,max = 64
            hide-user-data-from-log bool = no
            hll-sparse-max-bytes mem 0,max = 3000
            hz int 0,int = 10
            ignore-warnings text
            io-threads int 1,128 = 1
            io-threads-do-reads bool = no
            jemalloc-bg-thread bool = yes
            key-load-delay int -int,int = 0
            latency-monitor-threshold int 0,max = 0
            latency-tracking bool = yes
            latency-tracking-info-percentiles percentiles = 50 99 99.9
            lazyfree-lazy-eviction bool = no
            lazyfree-lazy-expire bool = no
            lazyfree-lazy-server-del bool = no
            lazyfree-lazy-user-del bool = no
            lazyfree-lazy-user-flush bool = no
            lfu-decay-time int 0,int = 1
            lfu-log-factor int 0,int = 10
            list-compress-depth int 0,int = 0
            list-max-listpack-size|list-max-ziplist-size int -int,int = -2
            locale-collate text
            log-format enum legacy,logfmt = legacy
            log-timestamp-format enum legacy,iso8601,milliseconds = legacy
            logfile logfile
            loglevel enum debug,verbose,notice,warning,nothing = notice
            masterauth|primaryauth text
            masteruser|primaryuser text
            max-new-connections-per-cycle int 1,1000 = 10
            max-new-tls-connections-per-cycle int 1,1000 = 1
            maxclients int 1,4294967295 = 10000
            maxmemory mem 0,umax = 0
            maxmemory-clients mempct = 0
            maxmemory-eviction-tenacity int 0,100 = 10
            maxmemory-policy enum volatile-lru,volatile-lfu,volatile-random,volatile-ttl,allkeys-lru,allkeys-lfu,allkeys-random,noeviction = noeviction
            maxmemory-samples int 1,int = 5
            min-replicas-max-lag|min-slaves-max-lag int 0,int = 10
            min-replicas-to-write|min-slaves-to-write int 0,int = 0
            no-appendfsync-on-rewrite bool = no
            notify-keyspace-events events
            oom-score-adj enum no,yes,relative,absolute = no
            oom-score-adj-values oom = 0 200 800
            pidfile text
            port int 0,65535 = 26379
            prefetch-batch-max-size int 0,128 = 16
            proc-title-template title = {title} {listen-addr} {server-mode}
            propagation-error-behavior enum ignore,panic,panic-on-replicas = ignore
            protected-mode bool = no
            proto-max-bulk-len mem 1048576,max = 536870912
            rdb-del-sync-files bool = no
            rdb-key-save-delay int -int,int = 0
            rdb-save-incremental-fsync bool = yes
            rdbchecksum bool = yes
            rdbcompression bool = yes
            repl-backlog-size mem 1,max = 1048576
            repl-backlog-ttl int 0,max = 3600
            repl-disable-tcp-nodelay bool = no
            repl-diskless-load enum disabled,on-empty-db,swapdb = disabled
            repl-diskless-sync bool = yes
            repl-diskless-sync-delay int 0,int = 5
            repl-diskless-sync-max-replicas int 0,int = 0
            repl-ping-replica-period|repl-ping-slave-period int 1,int = 10
            repl-timeout int 1,int = 60
            replica-announce-ip|slave-announce-ip text
            replica-announce-port|slave-announce-port int 0,65535 = 0
            replica-announced bool = yes
            replica-full-sync-buffer-limit mem 0,max = 0
            replica-ignore-disk-write-errors bool = no
            replica-ignore-maxmemory|slave-ignore-maxmemory bool = yes
            replica-lazy-flush|slave-lazy-flush bool = no
            replica-priority|slave-priority int 0,int = 100
            replica-read-only|slave-read-only bool = yes
            replica-serve-stale-data|slave-serve-stale-data bool = yes
            replicaof|slaveof replicaof
            requirepass text
            sanitize-dump-payload enum no,yes,clients = no
            save save
            server_cpulist|server-cpulist text
            set-max-intset-entries int 0,max = 512
            set-max-listpack-entries int 0,max = 128
            set-max-listpack-value mem 0,max = 64
            set-proc-title bool = yes
            shutdown-on-sigint enums default,save,nosave,now,force = default
            shutdown-on-sigterm enums default,save,nosave,now,force = default
            shutdown-timeout int 0,int = 10
            slowlog-log-slower-than int -1,max = 10000
            slowlog-max-len int 0,max = 128
            socket-mark-id int 0,4294967295 = 0
            stop-writes-on-bgsave-error bool = yes
            stream-node-max-bytes mem 0,max = 4096
            stream-node-max-entries int 0,max = 100
            supervised enum upstart,systemd,auto,no = no
            syslog-enabled bool = no
            syslog-facility enum user,local0,local1,local2,local3,local4,local5,local6,local7 = local0
            syslog-ident text = redis
            tcp-backlog int 0,int = 511
            tcp-keepalive int 0,int = 300
            timeout int 0,int = 0
            tls-auth-clients enum no,yes,optional = yes
            tls-ca-cert-dir text
            tls-ca-cert-file text
            tls-cert-file text
            tls-ciphers text
            tls-ciphersuites text
            tls-client-cert-file text
            tls-client-key-file text
            tls-client-key-file-pass text
            tls-cluster bool = no
            tls-dh-params-file text
            tls-key-file text
            tls-key-file-pass text
            tls-port int 0,65535 = 0
            tls-prefer-server-ciphers bool = no
            tls-protocols text
            tls-replication bool = no
            tls-session-cache-size int 0,int = 20480
            tls-session-cache-timeout int 0,int = 300
            tls-session-caching bool = yes
            tracking-table-max-keys int 0,max = 1000000
            unixsocket text
            unixsocketgroup text
            unixsocketperm octal = 0
            use-exit-on-panic bool = no
            watchdog-period int 0,int = 0
            zset-max-listpack-entries|zset-max-ziplist-entries int 0,max = 128
            zset-max-listpack-value|zset-max-ziplist-value mem 0,max = 64
            """;

    private static final Map<String, Row> BY_NAME = parse();

    private DirectiveTable() {}

    /** The rows by name and by alias. */
    static Map<String, Row> byName() {
        return BY_NAME;
    }

    private static Map<String, Row> parse() {
        Map<String, Row> rows = new HashMap<>();
        ROWS.lines().forEach(line -> {
            int equals = line.indexOf(" = ");
            String defaultValue = equals < 0 ? "" : line.substring(equals + 3);
            List<String> words = Arrays.asList((equals < 0 ? line : line.substring(0, equals)).split(" ", -1));
            List<String> names = Arrays.asList(words.get(0).split("\\|", -1));
            List<String> arguments =
                    words.size() < 3 ? List.of() : List.of(words.get(2).split(",", -1));
            Row row = new Row(names.get(0), words.get(1), arguments, defaultValue);
            names.forEach(name -> rows.put(name.toLowerCase(Locale.ROOT), row));
        });
        return Map.copyOf(rows);
    }
}
