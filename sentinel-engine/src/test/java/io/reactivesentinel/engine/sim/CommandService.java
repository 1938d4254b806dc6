package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The listening port of one of our Sentinels: the production commands, with values in place of bytes. */
final class CommandService implements Service {

    private final SimProcess.Life life;
    private final CommandPort.Acceptor acceptor;
    private final InstanceAddress address;

    CommandService(SimProcess.Life life, CommandPort.Acceptor acceptor, InstanceAddress address) {
        this.life = life;
        this.acceptor = acceptor;
        this.address = address;
    }

    @Override
    public Session accept(Client client) {
        CommandPort.Receiver receiver = acceptor.accept(new Connected(client));
        return new Session() {

            @Override
            public void received(List<String> words, Consumer<List<RespValue>> reply) {
                List<RespBytes> bytes = new ArrayList<>(words.size());
                for (String word : words) {
                    bytes.add(RespBytes.of(word));
                }
                receiver.received(bytes, values -> reply.accept(downgraded(values)));
            }

            @Override
            public void closed() {
                receiver.closed();
            }
        };
    }

    /** Clients here speak RESP2, where a map is an array of its keys and values. */
    private static List<RespValue> downgraded(List<RespValue> values) {
        List<RespValue> down = new ArrayList<>(values.size());
        for (RespValue value : values) {
            down.add(downgraded(value));
        }
        return down;
    }

    private static RespValue downgraded(RespValue value) {
        if (value instanceof RespValue.MapValue map) {
            List<RespValue> items = new ArrayList<>(map.entries().size() * 2);
            for (RespValue.Entry entry : map.entries()) {
                items.add(downgraded(entry.key()));
                items.add(downgraded(entry.value()));
            }
            return new RespValue.Array(items);
        }
        if (value instanceof RespValue.Array array) {
            return new RespValue.Array(downgraded(array.items()));
        }
        return value;
    }

    private final class Connected implements CommandPort.Connection {

        private final Client client;

        Connected(Client client) {
            this.client = client;
        }

        @Override
        public InstanceAddress remote() {
            return client.remote();
        }

        @Override
        public InstanceAddress local() {
            return address;
        }

        @Override
        public boolean isLocal() {
            return false;
        }

        @Override
        public void push(RespValue value) {
            client.push(value);
        }

        @Override
        public void useProtocol(int version) {
            // Values are not encoded here.
        }

        @Override
        public void authenticated() {
            // Nothing is limited here.
        }

        @Override
        public void execute(Runnable task) {
            life.run(task);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
