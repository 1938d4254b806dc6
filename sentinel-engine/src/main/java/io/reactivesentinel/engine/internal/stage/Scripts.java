package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.ScriptEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Has scripts run for the events of masters that name one, and tells when one fails. */
final class Scripts {

    /** What this Sentinel had to do with a change of address, as the client-reconfig script is told. */
    enum Part {
        LEADER,
        OBSERVER;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A constant in C Sentinel: the script is called once, when the address changes. */
    private static final String STATE = "start";

    /** What C Sentinel writes in the place of signal and exit code when there was no process. */
    private static final String NO_PROCESS = "99 0";

    private final ScriptQueue queue = new ScriptQueue();
    private final Timer timer = new Timer(() -> {});

    /** An event of level warning about a master. */
    void notify(MonitoredMaster master, SentinelEvent event, Step step) {
        String script = master.settings.notificationScript().orElse(null);
        if (script != null) {
            Map<String, String> environment = environment("notification", master, step);
            environment.put("SENTINEL_EVENT", event.type().channel());
            environment.put("SENTINEL_EVENT_TIME_MS", Long.toString(event.atMs()));
            add(List.of(script, event.type().channel(), event.payload()), environment, step);
        }
    }

    /** The address of a master changed. */
    void reconfigureClients(
            MonitoredMaster master, Part part, InstanceAddress oldAddress, InstanceAddress newAddress, Step step) {
        String script = master.settings.clientReconfigScript().orElse(null);
        if (script != null) {
            Map<String, String> environment = environment("client-reconfig", master, step);
            environment.put("SENTINEL_PART", part.word());
            InstanceAddress from = master.names.shown(oldAddress);
            InstanceAddress to = master.names.shown(newAddress);
            environment.put("SENTINEL_OLD_MASTER_HOST", from.host());
            environment.put("SENTINEL_OLD_MASTER_PORT", Integer.toString(from.port()));
            environment.put("SENTINEL_EVENT_TIME_MS", Long.toString(step.wallMs));
            List<String> command = List.of(
                    script,
                    master.name,
                    part.word(),
                    STATE,
                    from.host(),
                    Integer.toString(from.port()),
                    to.host(),
                    Integer.toString(to.port()));
            add(command, environment, step);
        }
    }

    private static Map<String, String> environment(String kind, MonitoredMaster master, Step step) {
        InstanceAddress address = master.node.shown();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SENTINEL_SCRIPT", kind);
        environment.put("SENTINEL_ID", step.self.myId);
        environment.put("SENTINEL_MASTER_NAME", master.name);
        environment.put("SENTINEL_MASTER_HOST", address.host());
        environment.put("SENTINEL_MASTER_PORT", Integer.toString(address.port()));
        environment.put("SENTINEL_MASTER_QUORUM", Integer.toString(master.settings.quorum()));
        environment.put("SENTINEL_CONFIG_EPOCH", Long.toString(master.configEpoch));
        environment.put("SENTINEL_CURRENT_EPOCH", Long.toString(step.self.currentEpoch));
        return environment;
    }

    private void add(List<String> command, Map<String, String> environment, Step step) {
        ScriptQueue.Entry dropped = queue.add(command, environment);
        if (dropped != null) {
            step.effects.log(
                    EventLevel.WARNING,
                    "More than " + ScriptQueue.MAX_SCRIPTS
                            + " scripts wait: one was dropped that never ran to its end: "
                            + String.join(" ", dropped.command));
        }
    }

    /** The process of a script is there. */
    void started(Input.ScriptStarted input, Step step) {
        ScriptQueue.Entry entry = queue.ofRun(input.id());
        if (entry != null) {
            entry.pid = input.pid();
            step.publish(new ScriptEvent(EventType.SCRIPT_CHILD, Long.toString(entry.pid), step.wallMs));
        }
    }

    /** A script ended in whatever way. */
    void ended(Input.ScriptEnded input, Step step) {
        ScriptQueue.Entry entry = queue.ofRun(input.id());
        if (entry == null) {
            return;
        }
        ScriptExit exit = input.exit();
        boolean hadProcess = exit.how() != ScriptExit.How.NO_PROCESS;
        if (hadProcess) {
            String detail = entry.pid + " " + exit.code() + " " + exit.signal();
            step.publish(new ScriptEvent(EventType.SCRIPT_CHILD_OVER, detail, step.wallMs));
        }
        ScriptQueue.Verdict verdict = queue.ended(entry, exit, step.nowMs, step.self.timings.scriptRetryDelayMs());
        if (verdict != ScriptQueue.Verdict.DONE) {
            explain(entry, exit, verdict, step);
        }
        if (!hadProcess) {
            failed(entry, NO_PROCESS, step);
        } else if (verdict == ScriptQueue.Verdict.GIVEN_UP) {
            failed(entry, exit.signal() + " " + exit.code(), step);
        }
    }

    private static void failed(ScriptQueue.Entry entry, String how, Step step) {
        step.publish(new ScriptEvent(EventType.SCRIPT_ERROR, entry.path() + " " + how, step.wallMs));
    }

    /** C Sentinel leaves an operator alone with two numbers. */
    private static void explain(ScriptQueue.Entry entry, ScriptExit exit, ScriptQueue.Verdict verdict, Step step) {
        StringBuilder text = new StringBuilder("Script ").append(String.join(" ", entry.command));
        switch (exit.how()) {
            case EXITED -> text.append(" ended with exit code ").append(exit.number());
            case SIGNALLED -> text.append(" was ended by signal ").append(exit.number());
            case NO_PROCESS -> text.append(" could not be started");
        }
        if (verdict == ScriptQueue.Verdict.AGAIN) {
            text.append(" and is tried again in ")
                    .append((entry.notBeforeMs - step.nowMs) / 1_000)
                    .append(" s");
        } else {
            text.append(" and is given up after ").append(entry.attempts).append(" of ");
            text.append(ScriptQueue.MAX_ATTEMPTS).append(" attempts");
        }
        if (!exit.lastWords().isEmpty()) {
            text.append(". It said: ").append(exit.lastWords());
        }
        step.notice(text.toString());
    }

    /** Starts and kills what is due. */
    void settle(Step step) {
        if (queue.entries().isEmpty() && !timer.isScheduled()) {
            return;
        }
        for (ScriptQueue.Entry late = queue.nextOverdue(step.nowMs);
                late != null;
                late = queue.nextOverdue(step.nowMs)) {
            kill(late, step);
        }
        long maxRuntimeMs = step.self.timings.scriptMaxRuntimeMs();
        for (ScriptQueue.Entry next = queue.startNext(step.nowMs, maxRuntimeMs);
                next != null;
                next = queue.startNext(step.nowMs, maxRuntimeMs)) {
            Map<String, String> environment = new LinkedHashMap<>(next.environment);
            environment.put("SENTINEL_ATTEMPT", Integer.toString(next.attempts));
            step.effects.startScript(new ScriptStart(next.id, next.command, environment));
        }
        step.self.timers.schedule(timer, queue.nextDueMs());
    }

    /** Told once, unlike in C Sentinel, which tells it at each of its ticks until the process is gone. */
    private static void kill(ScriptQueue.Entry late, Step step) {
        if (!late.killed) {
            late.killed = true;
            step.publish(new ScriptEvent(EventType.SCRIPT_TIMEOUT, late.path() + " " + late.pid, step.wallMs));
        }
        step.effects.killScript(late.id);
    }

    /** All scripts that run or wait, oldest first. */
    List<Command.PendingScript> pending(Step step) {
        return queue.entries().stream()
                .map(entry -> new Command.PendingScript(
                        entry.command,
                        entry.running,
                        entry.running ? entry.pid : 0,
                        entry.running ? step.nowMs - entry.startedMs : Math.max(0, entry.notBeforeMs - step.nowMs),
                        entry.attempts))
                .toList();
    }

    int running() {
        return queue.running();
    }

    int queued() {
        return queue.entries().size();
    }
}
