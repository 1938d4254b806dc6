package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.stage.FuzzedSentinel;
import io.reactivesentinel.engine.internal.store.StoredText;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.fuzz.Corpus;
import io.reactivesentinel.fuzz.Fuzz;
import io.reactivesentinel.fuzz.Mutation;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespDecoder;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespLimits;
import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every command there is, with words that do and do not belong to it, given to a whole Sentinel without sockets: each is
 * answered once, in bytes that can be read, and what it left behind is found again after a restart.
 */
class CommandTableFuzzTest {
    /** A command may wait for a save or the beginning of a failover, and no longer. */
    private static final long ANSWERED_WITHIN_MS = 2_000;

    /** A client that is paused is not answered, so nobody is paused here. */
    private static final List<String> NAMES =
            names().stream().filter(name -> !name.equals("client|pause")).toList();

    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    private static final List<String> ARGUMENTS = List.of(
            FuzzedSentinel.MASTER,
            FuzzedSentinel.MASTER,
            "*",
            "10.0.0.1",
            "10.0.0.2",
            "6379",
            "2",
            "1",
            "0",
            "-1",
            "3",
            "9223372036854775807",
            "9223372036854775808",
            "4294967296",
            "2147483648",
            "1e3",
            "0x10",
            " 1",
            "",
            ID,
            "id",
            "quorum",
            "down-after-milliseconds",
            "failover-timeout",
            "parallel-syncs",
            "auth-pass",
            "auth-user",
            "rename-command",
            "master-reboot-down-after-period",
            "notification-script",
            "client-reconfig-script",
            "/bin/true",
            "announce-ip",
            "announce-port",
            "resolve-hostnames",
            "announce-hostnames",
            "sentinel-user",
            "sentinel-pass",
            "loglevel",
            "yes",
            "no",
            "get",
            "set",
            "COORDINATED",
            "help",
            "default",
            "on",
            "off",
            "+@all",
            "-@admin",
            "+ping|x",
            "~*",
            "&*",
            "&a",
            "(+ping",
            "~k)",
            ">x",
            "#0",
            "resetchannels",
            "AUTH",
            "SETNAME",
            "secret",
            "LIB-NAME",
            "addr",
            "laddr",
            "type",
            "normal",
            "pubsub",
            "user",
            "skipme",
            "maxage",
            "on",
            "off",
            "skip",
            "bcast",
            "prefix",
            "redirect",
            "noloop",
            "optin",
            "filterby",
            "pattern",
            "aclcat",
            "module",
            "+*",
            "+switch-master",
            HelloMessage.CHANNEL,
            "[a-",
            "\\",
            "a\nb",
            "a b",
            "\0",
            "x\nsentinel monitor y 1.1.1.1 1 1",
            "1.2.3.4,26379," + ID + ",1,m,10.0.0.1,6379,0",
            "1.2.3.4,26379," + ID + ",999,m,9.9.9.9,6379,999",
            "everything",
            "server",
            "SENTINEL",
            "info-period",
            "ask-period",
            "nosave",
            "now",
            "abort",
            "\u00e9\u2260");

    private static List<String> names() {
        Matcher each = Pattern.compile("~\\$\\d+~([a-z-]+(\\|[a-z-]+)?)~")
                .matcher(new TestClient(new TestEngine().port()).send("COMMAND"));
        List<String> names = new ArrayList<>();
        while (each.find()) {
            names.add(each.group(1));
        }
        return names;
    }

    /** A connection in memory that counts what it is answered. */
    private static final class Client implements CommandPort.Connection {
        private final CommandPort.Receiver receiver;
        private int version = 2;
        private int asked;
        private int answered;
        private boolean silenced;
        private boolean closed;

        Client(CommandPort.Acceptor port) {
            receiver = port.accept(this);
        }

        void send(List<RespBytes> words) {
            if (closed) {
                return;
            }
            asked++;
            silenced |= words.size() > 1 && words.get(1).text().equalsIgnoreCase("reply");
            boolean mayEnd = silenced || words.get(0).text().equalsIgnoreCase("shutdown");
            boolean[] done = {false};
            receiver.received(words, values -> {
                assertThat(done[0]).as("answered twice").isFalse();
                done[0] = true;
                answered++;
                assertThat(values.isEmpty() && !mayEnd)
                        .as("no answer to %s", words)
                        .isFalse();
                values.forEach(this::check);
            });
        }

        /** What is sent can be read, is one value, and does not tell of a defect. */
        private void check(RespValue value) {
            ByteBuf out = Unpooled.buffer();
            RespEncoder.encode(value, version, out);
            RespValue read = new RespDecoder(RespLimits.client()).decode(out);
            assertThat(read).isNotNull();
            assertThat(out.isReadable()).as("more than one value").isFalse();
            assertThat(String.valueOf(read.asError())).doesNotContain("internal error");
        }

        @Override
        public InstanceAddress remote() {
            return new InstanceAddress("127.0.0.1", 40000);
        }

        @Override
        public InstanceAddress local() {
            return new InstanceAddress("127.0.0.1", 26379);
        }

        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public void push(RespValue value) {
            check(value);
        }

        @Override
        public void useProtocol(int newVersion) {
            version = newVersion;
        }

        @Override
        public void authenticated() {}

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static SentinelPort port(FuzzedSentinel sentinel, String password) {
        PortSettings settings = new PortSettings(
                Optional.of(new Secret(password)),
                false,
                10,
                () -> false,
                () -> false,
                path -> path.equals("/bin/true"));
        ServerFacts facts =
                new ServerFacts("0", "f".repeat(40), List::of, "no", "", Optional.empty(), () -> 0, () -> 0);
        return new SentinelPort(settings, facts, sentinel, () -> {});
    }

    @Test
    void wordsThatDoAndDoNotBelongToACommand() throws IOException {
        Path file = Files.createTempFile("fuzz", ".conf");
        try {
            Fuzz.run(400, random -> {
                List<List<RespBytes>> commands = new ArrayList<>();
                for (int n = 1 + random.nextInt(12); n > 0; n--) {
                    commands.add(command(random));
                }
                feed(commands, random.nextInt(8) == 0 ? "secret" : "", file);
            });
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void whatWasFoundOnceIsTriedEachTime() throws IOException {
        Path file = Files.createTempFile("fuzz", ".conf");
        try {
            for (byte[] line : Corpus.read(CommandTableFuzzTest.class, "/fuzz/commands.txt")) {

                List<RespBytes> words = Arrays.stream(new String(line, StandardCharsets.ISO_8859_1).split("\t", -1))
                        .map(word -> RespBytes.wrap(word.getBytes(StandardCharsets.ISO_8859_1)))
                        .toList();
                feed(List.of(words), "", file);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void feed(List<List<RespBytes>> commands, String password, Path file) {
        FuzzedSentinel sentinel = new FuzzedSentinel();
        SentinelPort port = port(sentinel, password);
        Client listener = new Client(port);
        listener.send(List.of(RespBytes.of("AUTH"), RespBytes.of("secret")));
        listener.send(List.of(RespBytes.of("PSUBSCRIBE"), RespBytes.of("*")));
        Client client = new Client(port);
        try {
            commands.forEach(words -> {
                client.send(words);
                sentinel.takeEvents().forEach(port::publish);
            });
            sentinel.run(ANSWERED_WITHIN_MS);
            sentinel.takeEvents().forEach(port::publish);
            assertThat(client.closed ? client.asked : client.answered).isEqualTo(client.asked);
            assertThat(sentinel.isFaulted()).isFalse();
            for (PersistentState state : sentinel.takeSaved()) {
                StoredText.assertReadsBack(state, file);
            }
        } catch (RuntimeException | AssertionError e) {
            StringBuilder lines = new StringBuilder();
            for (List<RespBytes> words : commands) {
                for (RespBytes word : words) {
                    lines.append(Corpus.line(word.toByteArray())).append("\\t");
                }
                lines.append('\n');
            }
            throw new AssertionError(lines + " " + e, e);
        }
    }

    private static List<RespBytes> command(Random random) {
        List<RespBytes> words = new ArrayList<>();
        String name = NAMES.get(random.nextInt(NAMES.size()));
        for (String part : name.split("\\|", -1)) {
            words.add(RespBytes.of(random.nextInt(8) == 0 ? part.toUpperCase(Locale.ROOT) : part));
        }
        for (int n = random.nextInt(6); n > 0; n--) {
            byte[] word = ARGUMENTS.get(random.nextInt(ARGUMENTS.size())).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(6) == 0) {
                word = Mutation.some(word, random);
            }
            words.add(RespBytes.wrap(random.nextInt(200) == 0 ? new byte[60_000] : word));
        }
        return words;
    }
}
