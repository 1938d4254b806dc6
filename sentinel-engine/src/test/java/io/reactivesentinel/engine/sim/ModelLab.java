package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.sim.realredis.Lab;
import io.reactivesentinel.engine.sim.realredis.Lab.Speaker;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;

/** Three nodes of the model, and the time of their world. */
final class ModelLab implements Lab {

    private static final int FIRST_PORT = 7001;

    private final World world = new World(7);
    private final SimHost host = world.network().host("redis");
    private final SimHost desk = world.network().host("desk");
    private final List<RedisNode> nodes = new ArrayList<>();
    private int clients;

    ModelLab(Persistence persistence) {
        for (int index = 0; index < 3; index++) {
            RedisNode node = new RedisNode(world, "n" + index, host, FIRST_PORT + index);
            node.persistence(persistence);
            node.syncDelayMs = 0;
            node.transferMs = 20;
            node.loadMs = 0;
            node.replPingEveryS = 3_600;
            node.snapshotEveryMs = 3_600_000_000L;
            nodes.add(node);
        }
    }

    @Override
    public String host() {
        return host.ip();
    }

    @Override
    public int port(int node) {
        return FIRST_PORT + node;
    }

    @Override
    public void start(int node) {
        nodes.get(node).start();
    }

    @Override
    public void kill(int node) {
        nodes.get(node).crash();
    }

    @Override
    public void stop(int node) {
        nodes.get(node).pause();
    }

    @Override
    public void goOn(int node) {
        nodes.get(node).resume();
    }

    @Override
    public void pass(long ms) {
        world.run(ms);
    }

    @Override
    public Speaker connect(int node) {
        RedisClient client = new RedisClient(
                world, "client" + ++clients, desk, nodes.get(node).address());
        client.start();
        world.run(5);
        return new Speaker() {
            private int read;

            @Override
            public void send(List<String> words) {
                client.send(words.toArray(String[]::new));
            }

            @Override
            public Object read(long timeoutMs) {
                for (long waited = 0; waited < timeoutMs; waited++) {
                    if (client.answers().size() > read) {
                        return plain(client.answers().get(read++));
                    }
                    if (client.isClosed()) {
                        return "closed";
                    }
                    world.run(1);
                }
                return "silence";
            }

            @Override
            public void close() {
                client.crash();
            }
        };
    }

    private static Object plain(RespValue value) {
        if (value instanceof RespValue.Int number) {
            return number.value();
        }
        if (value instanceof RespValue.Array array) {
            return array.items().stream().map(ModelLab::plain).toList();
        }
        String error = value.asError();
        return error == null ? String.valueOf(value.asText()) : "-" + error;
    }

    @Override
    public void close() {
        // Nothing outlives the world.
    }
}
