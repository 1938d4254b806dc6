package io.reactivesentinel.server.demo;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.reactivesentinel.certificates.CertificateAuthority;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import io.reactivesentinel.resp.netty.RespTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A master, two replicas and three Sentinels that speak TLS alone, by certificates of one authority. */
final class TlsCluster implements AutoCloseable {
    static final String NAME = "mymaster";

    private static final Duration CALL_LIMIT = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Children children = new Children();
    private final Path directory;
    private final CertificateAuthority authority;
    private final List<Member> nodes = new ArrayList<>();
    private final List<Member> sentinels = new ArrayList<>();
    private String[] sentinelLogin = {};
    private String[] nodeLogin = {};

    /** One process: what is in its file, and how it is run. */
    static final class Member extends ServerProcess {
        private final List<String> command;
        private final List<String> lines;

        Member(Children children, String name, Path directory, int port, List<String> command, List<String> lines) {
            super(children, name, directory, port);
            this.command = command;
            this.lines = lines;
        }

        @Override
        List<String> command() {
            return command;
        }

        @Override
        String initialConfig() {
            return String.join("\n", lines) + "\n";
        }

        boolean hasLogged(String text) {
            return timesLogged(text) > 0;
        }

        long timesLogged(String text) {
            try (Stream<String> all = Files.lines(log())) {
                return all.filter(line -> line.contains(text)).count();
            } catch (IOException e) {
                return 0;
            }
        }
    }

    /**
     * Describes the processes; {@link #start()} starts them.
     *
     * @param clients what {@code tls-auth-clients} says everywhere
     */
    TlsCluster(Path directory, Mix mix, String clients) {
        this.directory = directory;
        this.authority = new CertificateAuthority(directory, "ca");
        authority.issue("member");
        authority.issue("application");
        RedisBinary binary = RedisBinary.bundled(directory);
        List<Integer> ports = Ports.free(3 + mix.size());
        for (int i = 0; i < 3; i++) {
            List<String> lines = lines(ports.get(i), clients, "member");
            lines.addAll(List.of("save \"\"", "repl-diskless-sync-delay 0", "dbfilename redis-" + (i + 1) + ".rdb"));
            if (i > 0) {
                lines.add("replicaof 127.0.0.1 " + ports.get(0));
            }
            Path file = directory.resolve("redis-" + (i + 1) + ".conf");
            List<String> command = List.of(binary.path().toString(), file.toString());
            nodes.add(new Member(children, "redis-" + (i + 1), directory, ports.get(i), command, lines));
        }
        List<SentinelCommand> commands = Mix.commands(mix.ourCount(), mix.redisCount(), binary);
        for (int i = 0; i < commands.size(); i++) {
            String certificate = "sentinel-" + (i + 1);
            authority.issue(certificate);
            List<String> lines = lines(ports.get(3 + i), clients, certificate);
            lines.addAll(List.of(
                    "sentinel monitor " + NAME + " 127.0.0.1 " + ports.get(0) + " 2",
                    "sentinel down-after-milliseconds " + NAME + " 1500",
                    "sentinel failover-timeout " + NAME + " 10000"));
            Path file = directory.resolve(certificate + ".conf");
            sentinels.add(new Member(
                    children,
                    certificate,
                    directory,
                    ports.get(3 + i),
                    commands.get(i).on(file),
                    lines));
        }
    }

    private List<String> lines(int port, String clients, String certificate) {
        return new ArrayList<>(List.of(
                "port 0",
                "tls-port " + port,
                "tls-replication yes",
                "tls-auth-clients " + clients,
                "tls-cert-file " + directory.resolve(certificate + ".crt"),
                "tls-key-file " + directory.resolve(certificate + ".key"),
                "tls-ca-cert-file " + authority.file(),
                "bind 127.0.0.1",
                "dir \"" + directory + "\""));
    }

    CertificateAuthority authority() {
        return authority;
    }

    List<Member> nodes() {
        return nodes;
    }

    List<Member> sentinels() {
        return sentinels;
    }

    List<Integer> sentinelPorts() {
        return sentinels.stream().map(ServerProcess::port).toList();
    }

    /** Starts all, and waits until they know and see one another. */
    void start() {
        nodes.forEach(ServerProcess::start);
        nodes.forEach(this::awaitPong);
        sentinels.forEach(ServerProcess::start);
        sentinels.forEach(this::awaitPong);
        sentinels.forEach(this::awaitHealthy);
    }

    void awaitPong(Member member) {
        Wait.until(member.name() + " answered PING", LIMIT, () -> ask(member.port(), "PING")
                .equals("PONG"));
    }

    void awaitHealthy(Member sentinel) {
        Wait.until(sentinel.name() + " saw the whole cluster, all well", LIMIT, () -> {
            String master = ask(sentinel.port(), "SENTINEL", "MASTER", NAME);
            return master.contains("num-slaves=2,")
                    && master.contains("num-other-sentinels=" + (sentinels.size() - 1) + ",")
                    && master.contains("flags=master,")
                    && !ask(sentinel.port(), "SENTINEL", "REPLICAS", NAME).contains("master-link-status=err");
        });
    }

    /** The node that all Sentinels name and that says it is a master, once that is another one. */
    Member awaitSwitch(Member old) {
        Member[] found = new Member[1];
        Wait.until("all Sentinels named one new master", LIMIT, () -> {
            List<String> named = sentinels.stream()
                    .map(sentinel -> ask(sentinel.port(), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME))
                    .distinct()
                    .toList();
            if (named.size() != 1) {
                return false;
            }
            for (Member node : nodes) {
                if (node != old && named.get(0).contains("=" + node.port())) {
                    found[0] = node;
                }
            }
            return found[0] != null
                    && ask(found[0].port(), "INFO", "replication").contains("role:master");
        });
        return found[0];
    }

    void awaitReplica(Member node, Member master) {
        Wait.until(node.name() + " followed " + master.name(), LIMIT, () -> {
            String info = ask(node.port(), "INFO", "replication");
            return info.contains("master_port:" + master.port() + "\r") && info.contains("master_link_status:up");
        });
    }

    /** Asks Sentinels as this user and nodes with this password from now on. */
    void logIn(String user, String password, String nodePassword) {
        sentinelLogin = new String[] {"AUTH", user, password};
        nodeLogin = new String[] {"AUTH", nodePassword};
    }

    /** The answer to a command on a connection of its own; an empty text when there is none. */
    String ask(int port, String... words) {
        try (RespConnectionHandle connection = new RespConnectionHandle(connect(port, identity("application")))) {
            String[] login = sentinelPorts().contains(port) ? sentinelLogin : nodeLogin;
            if (login.length > 0) {
                connection.ask(login);
            }
            return connection.ask(words);
        } catch (RuntimeException e) {
            return "";
        }
    }

    RespConnection connect(int port, SslContext context) {
        RespConnection opened = RespClient.to("127.0.0.1", port)
                .connectTimeout(CALL_LIMIT)
                .tls(new RespTls(context, null, false))
                .connect()
                .block();
        if (opened == null) {
            throw new IllegalStateException("not connected");
        }
        return opened;
    }

    /** Trust in the authority, and a certificate of its own. */
    SslContext identity(String name) {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(authority.file().toFile())
                    .keyManager(
                            directory.resolve(name + ".crt").toFile(),
                            directory.resolve(name + ".key").toFile())
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trust in the authority, and no certificate. */
    SslContext anonymous() {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(authority.file().toFile())
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection that can be asked. */
    static final class RespConnectionHandle implements AutoCloseable {
        private final RespConnection connection;

        RespConnectionHandle(RespConnection connection) {
            this.connection = connection;
        }

        String ask(String... words) {
            RespValue value =
                    connection.request(RespCommand.of(words), CALL_LIMIT).block();
            return value == null ? "" : flat(value);
        }

        private static String flat(RespValue value) {
            String text = value.asText() != null ? value.asText() : value.asError();
            if (text != null) {
                return text;
            }
            StringBuilder all = new StringBuilder();
            List<RespValue> elements = value.elements();
            for (int i = 0; i < elements.size(); i++) {
                all.append(flat(elements.get(i))).append(i % 2 == 0 ? "=" : ",");
            }
            return all.toString();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    @Override
    public void close() {
        children.close();
    }
}
