package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Command.Done;
import io.reactivesentinel.engine.spi.GlobalSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Changes settings of the process while it runs. They hold from the next step on, are answered when they are on disk, and
 * are taken back when they cannot be saved.
 */
final class GlobalChanges {

    private final Self self;
    private final Links links;
    private GlobalSettings saved;
    private final List<Command.Configure> unsaved = new ArrayList<>();

    GlobalChanges(Self self, Links links) {
        this.self = self;
        this.links = links;
        this.saved = self.settings;
    }

    void configure(Command.Configure change, Answer<Object> answer, Step step) {
        GlobalSettings wanted = change.change().apply(self.settings);
        if (self.settings.resolveHostnames() && !wanted.resolveHostnames() && usesNames()) {
            // Such a file could not be loaded again, so no save would succeed.
            answer.refuse(new Refusal(
                    Refusal.Reason.INVALID, "resolve-hostnames cannot be turned off while a host name is in use"));
            return;
        }
        unsaved.add(change);
        use(wanted);
        self.durability.persist(null, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                GlobalSettings before = saved;
                unsaved.remove(change);
                saved = change.change().apply(saved);
                if (!before.sentinelUser().equals(saved.sentinelUser())
                        || !before.sentinelPass().equals(saved.sentinelPass())) {
                    links.all.stream().filter(link -> link.sentinel).forEach(link -> links.reconnect(link, then));
                }
                answer.accept(Done.DONE);
            }

            @Override
            public void failed(Step then) {
                unsaved.remove(change);
                GlobalSettings rest = saved;
                for (Command.Configure later : unsaved) {
                    rest = later.change().apply(rest);
                }
                use(rest);
                self.durability.persist();
                answer.refuse(Refusal.of(Refusal.Reason.NOT_SAVED));
            }
        });
    }

    private boolean usesNames() {
        return self.masters.values().stream()
                .flatMap(master -> master.instances().stream())
                .anyMatch(instance -> !Hosts.isNumeric(instance.address().host()));
    }

    private void use(GlobalSettings settings) {
        self.settings = settings;
        self.wakeAll();
    }

    /** Changes periods, which are not saved; whatever waits for one of them is looked at again. */
    void retime(UnaryOperator<Timings> change, Step step) {
        self.timings = change.apply(self.timings);
        long helloMs = step.nowMs + self.timings.publishPeriodMs();
        for (MonitoredMaster master : self.masters.values()) {
            for (Instance instance : master.instances()) {
                instance.nextHelloMs = Math.min(instance.nextHelloMs, helloMs);
            }
        }
        links.settingsChanged();
        links.all.forEach(link -> self.timers.schedule(link.timer, step.nowMs));
        self.wakeAll();
    }
}
