package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.WireCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a server a master, or a replica of another, in one transaction that also rewrites its configuration and drops its
 * clients, so that they look for the master anew. Replies say little; what became of it is seen by INFO.
 */
final class Transaction {

    private Transaction() {}

    /** Promotes; answers the request that ends the transaction, {@code null} when there is no connection. */
    static @Nullable Request promote(DataNode node, long notAfterMs, Step step) {
        return send(node, Links.words(node.link, WireCommand.REPLICAOF, "NO", "ONE"), notAfterMs, step);
    }

    /** Points at a master; answers the request that ends the transaction, {@code null} when there is no connection. */
    static @Nullable Request follow(DataNode node, InstanceAddress master, long notAfterMs, Step step) {
        // Nobody must ever be told to follow itself.
        if (node.mayBe(master)) {
            return null;
        }
        InstanceAddress shown = node.master.names.shown(master);
        List<String> words =
                Links.words(node.link, WireCommand.REPLICAOF, shown.host(), Integer.toString(shown.port()));
        return send(node, words, notAfterMs, step);
    }

    /** Saves the role that a node has taken by itself, and drops its clients; nothing of it is waited for. */
    static void settle(DataNode node, long notAfterMs, Step step) {
        queue(node, Links.words(node.link, "MULTI"), notAfterMs, step);
        finish(node, notAfterMs, step);
    }

    private static @Nullable Request send(DataNode node, List<String> role, long notAfterMs, Step step) {
        NodeLink link = node.link;
        queue(node, Links.words(link, "MULTI"), notAfterMs, step);
        queue(node, role, notAfterMs, step);
        return finish(node, notAfterMs, step);
    }

    private static @Nullable Request finish(DataNode node, long notAfterMs, Step step) {
        NodeLink link = node.link;
        queue(node, Links.words(link, "CONFIG", "REWRITE"), notAfterMs, step);
        queue(node, Links.words(link, "CLIENT", "KILL", "TYPE", "normal"), notAfterMs, step);
        queue(node, Links.words(link, "CLIENT", "KILL", "TYPE", "pubsub"), notAfterMs, step);
        return Links.send(link.command, Request.Kind.EXEC, Links.words(link, "EXEC"), notAfterMs, node, null, step);
    }

    private static void queue(DataNode node, List<String> words, long notAfterMs, Step step) {
        Links.send(node.link.command, Request.Kind.QUEUED, words, notAfterMs, node, null, step);
    }
}
