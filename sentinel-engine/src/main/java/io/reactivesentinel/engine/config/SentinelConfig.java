package io.reactivesentinel.engine.config;

import io.reactivesentinel.engine.internal.store.ConfLoader;
import io.reactivesentinel.engine.internal.store.ConfNumbers;
import io.reactivesentinel.engine.internal.store.Directives;
import io.reactivesentinel.engine.spi.GlobalSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything an engine is started with: which masters it watches, where it listens, where its state lives. Immutable.
 *
 * <p>Comes from a {@linkplain #builder() builder} or from a {@linkplain #fromFile(Path) sentinel.conf}. Settings of the
 * file that are no matter of the engine (log file, pid file …) are kept as
 * {@linkplain #directive(String) directives} for whoever runs it. {@link #toString()} shows no secret.
 */
public final class SentinelConfig {

    /** Port of a Sentinel when a file says nothing ({@code port}): 26379. */
    public static final int DEFAULT_PORT = 26379;

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "-::1");
    private static final List<String> EVERYWHERE = List.of("*", "-::*");

    private final boolean listens;
    private final @Nullable Path stateFile;
    private final @Nullable Path configFile;
    private final List<String> extraLines;
    private final List<MonitorConfig> monitors;
    private final GlobalSettings settings;
    private final Timings timings;
    private final DirectiveLines directives;

    private SentinelConfig(Builder builder) {
        listens = builder.listens;
        stateFile = builder.stateFile;
        configFile = builder.configFile;
        extraLines = List.copyOf(builder.extraLines);
        monitors = List.copyOf(builder.monitors);
        settings = builder.settings.build();
        timings = builder.timings;
        directives = builder.directives.copy();
    }

    /** A builder without masters, port or state: it observes nothing and votes never. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a {@code sentinel.conf}, in which state is also kept. Blocks on the file system.
     *
     * @throws ConfigException naming line and reason
     */
    public static SentinelConfig fromFile(Path file) {
        return fromFile(file, List.of());
    }

    /**
     * Reads a {@code sentinel.conf} followed by further lines, such as those made of command-line options; the last line
     * wins. Blocks on the file system.
     *
     * @throws ConfigException naming line and reason
     */
    public static SentinelConfig fromFile(Path file, List<String> extraLines) {
        return ConfLoader.load(file, extraLines).config();
    }

    /**
     * Reads a {@code sentinel.conf} that is never written, followed by further lines. State is kept in the file
     * {@code NAME.state} of another directory, NAME being that of the file. At each start what has been changed in the
     * {@code sentinel.conf} since the state was saved holds, line by line; everything else is as it was when the Sentinel
     * ended, so that failovers and SENTINEL SET outlive it. Blocks on the file system.
     *
     * @throws ConfigException naming line and reason
     */
    public static SentinelConfig fromFile(Path file, List<String> extraLines, Path stateDirectory) {
        return ConfLoader.load(file, extraLines, stateDirectory).config();
    }

    /**
     * Whether a TCP port is opened, plain or with TLS. An engine without one observes and reports; it is no member of a
     * quorum, because the others cannot ask it.
     */
    public boolean listens() {
        return (listensPlain() || tls().port() != 0) && bindAddresses().stream().anyMatch(host -> !host.isEmpty());
    }

    /** Whether a plain TCP port is among those opened. */
    public boolean listensPlain() {
        return isFromFile() ? port() != 0 : listens;
    }

    /** TLS ({@code tls-*}). */
    public TlsConfig tls() {
        return TlsConfig.of(directives::word);
    }

    /** A Unix socket to listen on as well ({@code unixsocket}); a relative one is below {@code dir}. */
    public Optional<Path> unixSocket() {
        return directives.word("unixsocket").map(path -> ConfLoader.cwd(this).resolve(path));
    }

    /** The plain TCP port ({@code port}); from a file 0 opens none, from a builder 0 lets the system choose one. */
    public int port() {
        return isFromFile() || listens ? (int) number("port") : 0;
    }

    /**
     * The addresses to listen on ({@code bind}). A leading {@code -} marks one that may be missing. From a file everywhere
     * when nothing is said, as C; a single empty one means nowhere. From a builder those given to it.
     */
    public List<String> bindAddresses() {
        return directive("bind").orElse(isFromFile() ? EVERYWHERE : LOOPBACK);
    }

    /** Password of the listening port's default user ({@code requirepass}). */
    public Optional<Secret> requirepass() {
        return directives.word("requirepass").map(Secret::new);
    }

    /** Whether clients from elsewhere are refused while no password is set ({@code protected-mode}); default no. */
    public boolean protectedMode() {
        return flag("protected-mode");
    }

    /** Most clients at a time ({@code maxclients}); default 10,000. */
    public int maxClients() {
        return (int) Math.min(Integer.MAX_VALUE, number("maxclients"));
    }

    /** Where state is kept; empty for {@link Builder#volatileState()} or when nothing was said. */
    public Optional<Path> stateFile() {
        return Optional.ofNullable(stateFile);
    }

    /** Whether the configuration was read from a file. */
    public boolean isFromFile() {
        return configFile != null;
    }

    /** The file it was read from. */
    public Optional<Path> configFile() {
        return Optional.ofNullable(configFile);
    }

    /** Whether it was read from one file and its state is kept in another. */
    public boolean isStateSeparate() {
        return stateFile != null && configFile != null && !configFile.equals(stateFile);
    }

    /** The lines that followed those of the file; they may hold secrets. */
    public List<String> extraLines() {
        return extraLines;
    }

    /** The masters to watch, in the order they were named. */
    public List<MonitorConfig> monitors() {
        return monitors;
    }

    /** The settings of this Sentinel that belong to no single master. */
    public GlobalSettings settings() {
        return settings;
    }

    /** Periods and limits that no directive sets. */
    public Timings timings() {
        return timings;
    }

    /** Names of the directives that were given a value, the primary one of each. */
    public Set<String> directiveNames() {
        return directives.names();
    }

    /** The words after the last line of a directive; empty if it was not given. Names and aliases in any case. */
    public Optional<List<String>> directive(String name) {
        return directives.lastOf(name);
    }

    /** The words after each line of a directive, for those that may stand more than once ({@code user} …). */
    public List<List<String>> directives(String name) {
        return directives.of(name);
    }

    /**
     * The value of a directive, its words joined by blanks, or its default in Sentinel mode.
     *
     * @throws IllegalArgumentException if there is no such directive
     */
    public String text(String name) {
        String defaultValue = Directives.requireDefaultValue(name);
        return directive(name).map(words -> String.join(" ", words)).orElse(defaultValue);
    }

    /** The value of a numeric directive in its own unit, memory values in bytes, or its default; see {@link #text}. */
    public long number(String name) {
        return ConfNumbers.number(text(name));
    }

    /** The value of a yes-or-no directive or its default; see {@link #text}. */
    public boolean flag(String name) {
        return text(name).equalsIgnoreCase("yes");
    }

    @Override
    public String toString() {
        return "SentinelConfig[bind=" + bindAddresses() + ", port=" + port() + ", stateFile=" + stateFile
                + ", monitors=" + monitors + ", settings=" + settings + ", timings=" + timings + ", directives="
                + directives.names() + "]";
    }

    /** Collects a configuration; not for use by several threads at once. */
    public static final class Builder {
        private boolean listens;
        private boolean volatileState;
        private @Nullable Path stateFile;
        private @Nullable Path configFile;
        private List<String> extraLines = List.of();
        private final List<MonitorConfig> monitors = new ArrayList<>();
        private GlobalSettings.Builder settings = GlobalSettings.DEFAULT.toBuilder();
        private Timings timings = Timings.DEFAULT;
        private final DirectiveLines directives = new DirectiveLines();

        private Builder() {}

        /**
         * Listens on one more address, so that other Sentinels can ask this one; all addresses share one port. Needs
         * {@link #state(Path)} to vote.
         *
         * @param host numeric address, {@code *} for all of IPv4, {@code ::*} for all of IPv6; with a leading {@code -} it
         *     may be missing on this machine
         * @param port 1 to 65535, or 0 to let the system choose
         */
        public Builder listen(String host, int port) {
            ConfigChecks.checkOnePort(listens ? directives.last("port") : List.of(), port);
            List<String> hosts = new ArrayList<>(listens ? directives.last("bind") : List.of());
            hosts.add(host);
            listens = true;
            return replace("bind", hosts).replace("port", List.of(Integer.toString(port)));
        }

        /** TLS ({@code tls-*}); a port of its own is opened on the addresses of {@code bind}. */
        public Builder tls(TlsConfig value) {
            value.lines().forEach((name, word) -> replace(name, List.of(word)));
            return this;
        }

        /** Password that clients of the listening port must give ({@code requirepass}); default none. */
        public Builder requirepass(String password) {
            return replace("requirepass", List.of(password));
        }

        /** Whether clients from elsewhere are refused while no password is set ({@code protected-mode}); default no. */
        public Builder protectedMode(boolean value) {
            return replace("protected-mode", List.of(value ? "yes" : "no"));
        }

        /** Most clients at a time ({@code maxclients}); default 10,000. */
        public Builder maxClients(int value) {
            return replace("maxclients", List.of(Integer.toString(value)));
        }

        /**
         * Keeps state in a file of the {@code sentinel.conf} kind, made by the first save; its directory must exist.
         *
         * <p>On a later start the masters of this configuration continue with their epochs, replicas and Sentinels from
         * there, and with the address from there once a failover has changed it. Every other setting and the set of masters
         * is what this configuration says, whatever SENTINEL SET, MONITOR or REMOVE changed in an earlier run.
         */
        public Builder state(Path file) {
            stateFile = file.toAbsolutePath();
            volatileState = false;
            return this;
        }

        /** Keeps state in memory only: answers on a port are given, votes never. */
        public Builder volatileState() {
            stateFile = null;
            volatileState = true;
            return this;
        }

        /** Watches a master with default settings ({@code sentinel monitor}). */
        public Builder monitor(String name, String host, int port, int quorum) {
            return monitor(name, host, port, quorum, master -> {});
        }

        /** Watches a master with the settings made by a function. */
        public Builder monitor(
                String name, String host, int port, int quorum, Consumer<MonitorConfig.Builder> customizer) {
            MonitorConfig.Builder master = MonitorConfig.builder(name, host, port, quorum);
            customizer.accept(master);
            return monitor(master.build());
        }

        /** Watches a master. */
        public Builder monitor(MonitorConfig master) {
            monitors.add(master);
            return this;
        }

        /** Address told to others instead of the one seen locally ({@code announce-ip}); an empty text unsets it. */
        public Builder announceIp(String value) {
            return set(global -> global.announceIp(value));
        }

        /** Port told to others; 0, the default, for the one listened on ({@code announce-port}). */
        public Builder announcePort(int value) {
            ConfigChecks.checkPort("announcePort", value);
            return set(global -> global.announcePort(value));
        }

        /** User for other Sentinels ({@code sentinel-user}); an empty text unsets it. */
        public Builder sentinelUser(String value) {
            return set(global -> global.sentinelUser(value));
        }

        /** Password for other Sentinels ({@code sentinel-pass}); an empty text unsets it. */
        public Builder sentinelPass(String value) {
            return set(global -> global.sentinelPass(value));
        }

        /** Whether hosts may be names ({@code resolve-hostnames}); default no. */
        public Builder resolveHostnames(boolean value) {
            return set(global -> global.resolveHostnames(value));
        }

        /** Whether names are shown instead of addresses ({@code announce-hostnames}); default no. */
        public Builder announceHostnames(boolean value) {
            return set(global -> global.announceHostnames(value));
        }

        /** Whether SENTINEL SET may not change scripts ({@code deny-scripts-reconfig}); default yes. */
        public Builder denyScriptsReconfig(boolean value) {
            return set(global -> global.denyScriptsReconfig(value));
        }

        /** All settings that belong to no single master at once. */
        public Builder settings(GlobalSettings value) {
            settings = value.toBuilder();
            return this;
        }

        /** Periods and limits; default {@link Timings#DEFAULT}. */
        public Builder timings(Timings value) {
            timings = value;
            return this;
        }

        /**
         * One more line of any other directive of {@code sentinel.conf}, such as {@code tcp-backlog}.
         *
         * @throws ConfigException if Redis would refuse it
         */
        public Builder directive(String name, List<String> words) {
            directives.add(name, words, configFile == null);
            return this;
        }

        /**
         * Says that the configuration is what a {@code sentinel.conf} holds: state is kept there and the defaults are a
         * server's. {@link SentinelConfig#fromFile(Path)} calls this.
         */
        public Builder configFile(Path file, List<String> lines) {
            configFile = file.toAbsolutePath();
            stateFile = configFile;
            extraLines = lines;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws ConfigException naming what does not fit together and how to mend it
         */
        public SentinelConfig build() {
            ConfigChecks.check(monitors, settings.build());
            ConfigChecks.check(directives, listens, stateFile == null && !volatileState);
            return new SentinelConfig(this);
        }

        private Builder set(Consumer<GlobalSettings.Builder> change) {
            change.accept(settings);
            return this;
        }

        private Builder replace(String name, List<String> words) {
            directives.remove(name);
            return directive(name, words);
        }
    }
}
