package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said first on every new connection: the password, if there is one, and who we are. */
final class Greeting {

    private Greeting() {}

    static void say(Conn conn, Step step) {
        List<String> auth = authWords(conn.link, step.self);
        if (!auth.isEmpty()) {
            Links.send(conn, Request.Kind.IGNORED, auth, null, null, step);
        }
        String name = "sentinel-" + step.self.myId.substring(0, 8)
                + (conn.purpose() == Conn.Purpose.PUBSUB ? "-pubsub" : "-cmd");
        Links.send(conn, Request.Kind.IGNORED, Links.words(conn.link, "CLIENT", "SETNAME", name), null, null, step);
    }

    /** Sentinels of one deployment usually share their password, so ours serves where none is named. */
    static Optional<Secret> passwordForSentinels(Self self) {
        return self.settings.sentinelPass().or(self.membership::password);
    }

    private static List<String> authWords(NodeLink link, Self self) {
        Optional<String> user = Optional.empty();
        Optional<Secret> pass = Optional.empty();
        if (link.sentinel) {
            pass = passwordForSentinels(self);
            user = self.settings.sentinelPass().isPresent() ? self.settings.sentinelUser() : Optional.empty();
        } else if (!link.owners.isEmpty()) {
            MonitorConfig settings = link.owners.get(0).master.settings;
            user = settings.authUser();
            pass = settings.authPass();
        }
        if (pass.isEmpty()) {
            return List.of();
        }
        List<String> auth = new ArrayList<>(Links.words(link, "AUTH"));
        user.ifPresent(auth::add);
        auth.add(pass.get().value());
        return auth;
    }
}
