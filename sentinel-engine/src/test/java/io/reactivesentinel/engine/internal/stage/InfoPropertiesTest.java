package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.guards.Seeds;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** INFO may be cut off, damaged or a lie: it is read without a fault, and what comes of it stays within bounds. */
final class InfoPropertiesTest {

    private static final int TRIES = 1_500;
    private static final int MOST_REPLICAS = 1_024;
    private static final String KEEPS = "\r\n:=,;0123456789-ipslaveportdbkeys_ \t\0\u001b\u007f";

    private static final String INFO = "# Server\r\nredis_version:7.0.15\r\nrun_id:" + "c".repeat(40)
            + "\r\n# Replication\r\nrole:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\nmaster_link_status:up\r\n"
            + "master_link_down_since_seconds:12\r\nmaster_sync_in_progress:0\r\nslave_repl_offset:123456\r\n"
            + "slave_priority:100\r\nreplica_announced:1\r\nconnected_slaves:2\r\n"
            + "slave0:ip=10.0.0.2,port=6380,state=online,offset=1,lag=0\r\nslave1:10.0.0.3,6381,online\r\n"
            + "master_replid:" + "a".repeat(40) + "\r\nmaster_replid2:" + "0".repeat(40)
            + "\r\n# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n";

    static List<Long> seeds() {
        return Seeds.first(8);
    }

    private static Info check(String text) {
        Info info = Info.parse(text);
        assertThat(info.priority()).isNotNegative();
        assertThat(info.offset()).isNotNegative();
        assertThat(info.masterPort()).isBetween(0, 65535);
        assertThat(info.masterLinkDownSeconds()).isBetween(-1L, 1L << 40);
        assertThat(info.runId().length()).isIn(0, 40);
        assertThat(info.replicas()).hasSizeLessThanOrEqualTo(MOST_REPLICAS).allSatisfy(replica -> {
            assertThat(replica.port()).isBetween(0, 65535);
            assertThat(replica.host()).isNotEmpty();
            assertThat(replica.host().chars()).noneMatch(c -> c <= ' ' || c == 0x7f || c == ',');
        });
        return info;
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void anyBytesAreRead(long seed) {
        Random random = new Random(seed);
        Charset charset = seed % 2 == 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            check(new String(bytes, charset));
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void anyDamageIsRead(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            StringBuilder text = new StringBuilder(INFO);
            for (int n = 1 + random.nextInt(20); n > 0; n--) {
                int at = random.nextInt(text.length());
                char c = random.nextInt(4) == 0
                        ? (char) random.nextInt(0x10000)
                        : KEEPS.charAt(random.nextInt(KEEPS.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            check(text.toString());
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void whateverIsCutOffIsMissingAndNothingElseChanges(long seed) {
        Info whole = check(INFO);
        for (int end = 0; end < INFO.length(); end++) {
            // Only behind a line's end: half a number is another number.
            Info part = check(INFO.substring(0, INFO.lastIndexOf('\n', end) + 1));
            assertThat(whole.replicas()).containsAll(part.replicas());
            assertThat(part.offset()).isIn(0L, whole.offset());
            assertThat(part.runId()).isIn("", whole.runId());
            check(INFO.substring(0, end));
            check(INFO.substring(end));
        }
    }

    @ParameterizedTest(name = "-Dproperty.seed={0}")
    @MethodSource("seeds")
    void aListOfReplicasHasAnEnd(long seed) {
        Random random = new Random(seed);
        int count = MOST_REPLICAS - 50 + random.nextInt(100);
        StringBuilder text = new StringBuilder("role:master\r\n");
        for (int i = 0; i < count; i++) {
            String host = "host" + i;
            text.append("slave" + i + (random.nextBoolean() ? ":ip=" + host + ",port=1" : ":" + host + ",1"));
            text.append(",state=online\r\n");
        }
        assertThat(check(text.toString()).replicas()).hasSize(Math.min(count, MOST_REPLICAS));
    }
}
