package io.reactivesentinel.engine.sim;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A master and two replicas, somebody who says where the master is, a client that writes, and an operator's desk. */
class RedisBench {

    final World world = new World(1);
    final RedisNode first = node("r1");
    final RedisNode second = node("r2");
    final RedisNode third = node("r3");
    final SimHost desk = world.network().host("desk");
    final Told told = new Told(world, world.network().host("told"), first);
    final WriteLog log = new WriteLog();
    final WriterClient writer = new WriterClient(
            world, "writer", world.network().host("app"), List.of(told.address()), "mymaster", 100, log);
    int clients;

    /** Stands in for a Sentinel: says which node is the master, without looking. */
    static final class Told extends SimProcess {
        RedisNode master;

        Told(World world, SimHost host, RedisNode master) {
            super(world, "told", host, 26379);
            this.master = master;
        }

        @Override
        void begin(Life newLife) {
            world().network().listen(newLife, client -> new Service.Session() {
                @Override
                public void received(List<String> words, Consumer<List<RespValue>> reply) {
                    reply.accept(List.of(RespValue.command(List.of(
                            master.address().host(),
                            Integer.toString(master.address().port())))));
                }

                @Override
                public void closed() {}
            });
        }

        @Override
        void ended(Life oldLife) {}
    }

    RedisNode node(String name) {
        return new RedisNode(world, name, world.network().host(name), 6379);
    }

    void cluster() {
        second.configured(first.address());
        third.configured(first.address());
        told.start();
        first.start();
        second.start();
        third.start();
        world.run(5_000);
    }

    RedisClient client(RedisNode node) {
        RedisClient client = new RedisClient(world, "client" + ++clients, desk, node.address());
        client.start();
        return client;
    }

    List<RespValue> say(RedisNode node, List<List<String>> commands) {
        RedisClient client = client(node);
        commands.forEach(words -> client.send(words.toArray(String[]::new)));
        world.run(50);
        List<RespValue> answers = List.copyOf(client.answers());
        client.crash();
        world.run(10);
        return answers;
    }

    RespValue say(RedisNode node, String... words) {
        return say(node, List.of(List.of(words))).get(0);
    }

    List<RespValue> reconfigure(RedisNode node, String... role) {
        return say(
                node,
                List.of(
                        List.of("MULTI"),
                        List.of(role),
                        List.of("CONFIG", "REWRITE"),
                        List.of("CLIENT", "KILL", "TYPE", "normal"),
                        List.of("CLIENT", "KILL", "TYPE", "pubsub"),
                        List.of("EXEC")));
    }

    void promote(RedisNode node) {
        reconfigure(node, "SLAVEOF", "NO", "ONE");
    }

    void follow(RedisNode node, RedisNode master) {
        reconfigure(
                node,
                "SLAVEOF",
                master.address().host(),
                Integer.toString(master.address().port()));
    }

    static Map<String, String> info(RedisNode node) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : node.info().split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    static String text(RespValue value) {
        String error = value.asError();
        return error == null ? String.valueOf(value.asText()) : error;
    }

    List<String> notes(String containing) {
        List<String> found = new ArrayList<>();
        world.watch(new Observer() {
            @Override
            public void noted(Object subject, String what) {
                if (what.contains(containing)) {
                    found.add(subject + " " + what);
                }
            }
        });
        return found;
    }

    int acknowledged() {
        return (int)
                log.writes().stream().filter(WriteLog.Write::isAcknowledged).count();
    }
}
