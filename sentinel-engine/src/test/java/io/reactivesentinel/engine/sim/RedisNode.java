package io.reactivesentinel.engine.sim;

/** A Redis server. */
public final class RedisNode extends SimProcess {

    RedisNode(World world, String name, SimHost host, int port) {
        super(world, name, host, port);
    }

    @Override
    void begin(Life newLife) {}

    @Override
    void ended(Life oldLife) {}
}
