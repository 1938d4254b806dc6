package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.PingResult;
import io.reactivesentinel.engine.internal.stage.Conn;
import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.internal.stage.Request;
import io.reactivesentinel.engine.internal.stage.ScriptStart;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.ProcessControl;
import io.reactivesentinel.engine.spi.Seams;
import io.reactivesentinel.engine.spi.SentinelClock;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out what the decision loop wants done; every method is called on its thread and returns at once. */
final class RuntimeEffects implements Effects {

    private static final DateTimeFormatter C_TIME = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
            .withZone(ZoneId.systemDefault());

    /** How C Sentinel ends when it simulates a failure. */
    private static final int CRASH_STATUS = 99;

    private final LinkFactory links;
    private final SentinelClock clock;
    private final SaveQueue saves;
    private final EventHub<SentinelEvent> events;
    private final EventHub<PingResult> pings;
    private final LogQueue log;
    private final Consumer<SentinelEvent> port;
    private final Map<Conn, LinkFactory.Link> open = new HashMap<>();
    private final @Nullable ProcessControl process;
    private final ScriptProcesses scripts;
    private @Nullable EngineLoop loop;
    private boolean crashed;

    RuntimeEffects(
            Seams seams,
            Path scriptDirectory,
            SaveQueue saves,
            EventHub<SentinelEvent> events,
            EventHub<PingResult> pings,
            LogQueue log,
            Consumer<SentinelEvent> port,
            @Nullable ProcessControl process) {
        this.links = seams.links();
        this.clock = seams.clock();
        this.saves = saves;
        this.events = events;
        this.pings = pings;
        this.log = log;
        this.port = port;
        this.process = process;
        this.scripts = new ScriptProcesses(scriptDirectory, this::report);
    }

    /** Says where answers go; before anything else is called. */
    void reportTo(EngineLoop target) {
        loop = target;
    }

    private void report(Input input) {
        EngineLoop target = loop;
        if (target != null) {
            target.offer(input);
        }
    }

    @Override
    public void open(Conn conn) {
        if (crashed) {
            return;
        }
        Listening listener = new Listening(conn);
        LinkFactory.Link link = links.open(conn.address(), listener);
        listener.link = link;
        open.put(conn, link);
    }

    @Override
    public void resolve(String host) {
        links.resolve(host, addresses -> report(new Input.Resolved(host, addresses)));
    }

    @Override
    public void close(Conn conn, boolean abort) {
        LinkFactory.Link link = open.remove(conn);
        if (link != null) {
            link.close(abort);
        }
    }

    @Override
    public void send(Request request) {
        if (crashed) {
            return;
        }
        LinkFactory.Link link = open.get(request.conn());
        if (link != null) {
            link.send(
                    request.words(),
                    () -> request.notAfterMs() == Request.NO_DEADLINE || clock.monotonicMs() <= request.notAfterMs(),
                    new Replying(request));
        }
    }

    @Override
    public void save(long version, PersistentState state) {
        if (crashed) {
            return;
        }
        saves.save(version, state);
    }

    @Override
    public void publish(SentinelEvent event) {
        if (crashed) {
            return;
        }
        log.event(event);
        if (event.type().level() != EventLevel.DEBUG) {
            port.accept(event);
        }
        events.emit(event);
    }

    @Override
    public void log(EventLevel level, String text) {
        if (crashed) {
            return;
        }
        log.line(level, text);
    }

    @Override
    public void failoverDelayed(String master, long notBeforeWallMs) {
        log(
                EventLevel.NOTICE,
                "Next failover delay: I will not start a failover before "
                        + C_TIME.format(Instant.ofEpochMilli(notBeforeWallMs)));
    }

    @Override
    public void startScript(ScriptStart start) {
        scripts.start(start);
    }

    @Override
    public void killScript(long id) {
        scripts.kill(id);
    }

    @Override
    public void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs) {
        pings.emit(new PingResult(instance, valid, Duration.ofMillis(roundTripMs)));
    }

    @Override
    public boolean wantsPingResults() {
        return pings.hasSubscribers();
    }

    @Override
    public void crash() {
        ProcessControl target = process;
        if (target == null) {
            // Refused where it is asked for.
            throw new IllegalStateException("nobody lets this engine end its process");
        }
        log(EventLevel.WARNING, "Sentinel CRASH because of SENTINEL simulate-failure");
        crashed = true;
        log.then(() -> target.crash(CRASH_STATUS));
    }

    /** Closes every connection; after the loop has stopped. */
    void closeAll() {
        for (LinkFactory.Link link : List.copyOf(open.values())) {
            link.close(false);
        }
        open.clear();
    }

    /** Ends the scripts that still run; after the loop has stopped. Blocks. */
    void endScripts(Duration grace) {
        scripts.close(grace);
    }

    private final class Listening implements LinkFactory.Listener {

        private final Conn conn;
        private volatile LinkFactory.@Nullable Link link;

        Listening(Conn conn) {
            this.conn = conn;
        }

        @Override
        public void opened(String localHost) {
            opened(localHost, "");
        }

        @Override
        public void opened(String localHost, String remoteHost) {
            report(new Input.Opened(conn, localHost, remoteHost));
        }

        @Override
        public void pushed(List<RespValue> parts) {
            EngineLoop target = loop;
            LinkFactory.Link own = link;
            if (target != null && !target.offerPush(new Input.Pushed(conn, parts)) && own != null) {
                own.close(true);
            }
        }

        @Override
        public void closed(String reason) {
            report(new Input.Closed(conn, reason));
        }
    }

    private final class Replying implements LinkFactory.Reply {

        private final Request request;

        Replying(Request request) {
            this.request = request;
        }

        @Override
        public void replied(RespValue value) {
            report(new Input.Replied(request, value));
        }

        @Override
        public void expired() {
            report(new Input.Expired(request));
        }
    }
}
