package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other processes send may be anything; reading it never throws and never believes nonsense. */
final class ParsingTest {

    private static final String HELLO = "10.0.1.1,26379," + Bench.id(1) + ",3,m,10.0.0.1,6379,2";

    @Property(tries = 300)
    void anyTextIsReadAsInfo(@ForAll @StringLength(max = 200) String text) {
        assertThatCode(() -> Info.parse(text)).doesNotThrowAnyException();
    }

    @Property(tries = 300)
    void anyLineOfInfoIsRead(@ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 40) String value) {
        for (String key : List.of(
                "role",
                "master_port",
                "master_link_down_since_seconds",
                "slave_priority",
                "slave_repl_offset",
                "slave0",
                "slave9999999",
                "db0",
                "run_id")) {
            Info info = Info.parse(key + ":" + value + "\r\n");
            assertThat(info.priority()).isNotNegative();
            assertThat(info.offset()).isNotNegative();
            assertThat(info.masterPort()).isBetween(0, 65535);
        }
    }

    @Property(tries = 300)
    void anyFieldsAreReadAsAView(@ForAll List<@StringLength(max = 12) String> words) {
        List<RespValue> items = new ArrayList<>(List.of(RespValue.bulk("ip"), RespValue.bulk("x")));
        words.forEach(word -> items.add(RespValue.bulk(word)));
        assertThatCode(() -> MasterView.parse(new RespValue.Array(items))).doesNotThrowAnyException();
    }

    @Property(tries = 300)
    void anyTextIsReadAsAHostANumberAndAHello(@ForAll String text) {
        assertThatCode(() -> Hosts.isNumeric(text)).doesNotThrowAnyException();
        assertThat(Digits.parse(text, 65535)).isBetween(-1L, 65535L);
        assertThatCode(() -> HelloMessage.parse(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "65535, 65535",
        "65536, -1",
        "-1, -1",
        "+1, -1",
        "1 , 1",
        "'', -1",
        "99999999999999999999, -1",
        "9223372036854775808, -1",
        "١, -1"
    })
    void digits(String text, long value) {
        assertThat(Digits.parse(text, 65535)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, true", "255.255.255.255, true", "256.1.1.1, false", "1.2.3, false", "1.2.3.4.5, false", "host, false",
        "::1, true", "fe80::1, true", "::ffff:1.2.3.4, true", "g::1, false", "1:2, false", "'', false"
    })
    void hosts(String host, boolean numeric) {
        assertThat(Hosts.isNumeric(host)).isEqualTo(numeric);
    }

    @Test
    void bothFormsOfAReplicaLineAreRead() {
        Info info = Info.parse("role:master\r\nslave0:ip=10.0.0.2,port=6379,state=online\r\nslave1:10.0.0.3,6380,online"
                + "\r\nslave2:ip=,port=1\r\nslave3:ip=x,port=70000\r\n");
        assertThat(info.replicas())
                .containsExactly(new InstanceAddress("10.0.0.2", 6379), new InstanceAddress("10.0.0.3", 6380));
    }

    @Test
    void aProperHelloIsRead() {
        assertThat(HelloMessage.parse(HELLO)).hasValueSatisfying(hello -> {
            assertThat(hello.configEpoch()).isEqualTo(2);
            assertThat(hello.format()).isEqualTo(HELLO);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.1.1,26379,ID,3,m,10.0.0.1,6379",
                "10.0.1.1,26379,ID,3,m,10.0.0.1,6379,2,",
                "10.0.1.1,0,ID,3,m,10.0.0.1,6379,2",
                "10.0.1.1,65536,ID,3,m,10.0.0.1,6379,2",
                "10.0.1.1,26379,ID,-3,m,10.0.0.1,6379,2",
                "10.0.1.1,26379,ID,3,m,10.0.0.1,6379,1e3",
                "10.0.1.1,26379,ID,9999999999999999999,m,10.0.0.1,6379,2",
                "10.0.1.1,26379,ID,3,,10.0.0.1,6379,2",
                ",26379,ID,3,m,10.0.0.1,6379,2",
                "10.0.1.1,26379,ID,3,m,,6379,2",
                "10.0.1.1 ,26379,ID,3,m,10.0.0.1,6379,2",
                "10.0.1.1,26379,ID0,3,m,10.0.0.1,6379,2"
            })
    void anythingElseIsNone(String text) {
        assertThat(HelloMessage.parse(text.replace("ID", Bench.id(1)))).isEmpty();
    }

    @Test
    void anIdHasFortyLowerCaseHexDigits() {
        assertThat(HelloMessage.isId("A".repeat(40))).isFalse();
        assertThat(HelloMessage.isId("a".repeat(39))).isFalse();
        assertThat(HelloMessage.isId("a".repeat(40))).isTrue();
    }

    @Test
    void aPriorityThatIsNotStatedIsWhatItWas() {
        Info never = Info.parse("role:slave\r\nslave_priority:0\r\n");
        assertThat(Info.parse("role:slave\r\n", never).priority()).isZero();
        assertThat(Info.parse("role:slave\r\nslave_priority:7\r\n", never).priority())
                .isEqualTo(7);
        assertThat(Info.parse("role:slave\r\n").priority()).isEqualTo(100);
    }
}
