package io.reactivesentinel.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ends the process: the first signal that asks for it, or the engine of itself. */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final CompletableFuture<Integer> exitStatus = new CompletableFuture<>();
    private final AtomicBoolean signalled = new AtomicBoolean();

    /** Listens to the signals a Sentinel listens to, and is deaf to SIGHUP from now on. */
    static Ending bySignals() {
        Ending ending = new Ending();
        Signals.handle("TERM", () -> ending.signal("SIGTERM"));
        Signals.handle("INT", () -> ending.signal("SIGINT"));
        Signals.ignore("HUP");
        return ending;
    }

    private void signal(String name) {
        if (signalled.compareAndSet(false, true)) {
            LOG.warn(ServerLogging.SIGNAL_MARKER, "Received {} scheduling shutdown...", name);
            exitStatus.complete(0);
        } else if (name.equals("SIGINT")) {
            LOG.warn(ServerLogging.SIGNAL_MARKER, "You insist... exiting now.");
            Runtime.getRuntime().halt(1);
        }
    }

    /** Ends the process without a signal. */
    void now(int status) {
        exitStatus.complete(status);
    }

    /** Waits until something ends the process; returns its exit status. */
    int await() {
        return exitStatus.join();
    }
}
