package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command.Summary;
import io.reactivesentinel.protocol.InstanceFlag;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoReportTest {
    private final TestEngine engine = new TestEngine();
    private final TestClient client = new TestClient(engine.port());

    @Test
    void allSectionsComeInOrder() {
        client.send("INFO");
        engine.answer(Snapshots.summary());
        String text = client.read();
        assertThat(text).startsWith("$");
        assertThat(text.lines().findFirst().orElseThrow().split("~"))
                .filteredOn(line -> line.startsWith("#") || line.isEmpty())
                .containsExactly("# Server", "", "# Clients", "", "# Stats", "", "# CPU", "", "# Sentinel");
    }

    @Test
    void localSectionsAskNobody() {
        String text = client.send("INFO server CLIENTS stats cpu");
        assertThat(engine.calls).isEmpty();
        assertThat(text)
                .contains(
                        "~redis_version:7.2.4~",
                        "~server_name:reactive-sentinel~",
                        "~reactive_sentinel_version:0.1.0~",
                        "~redis_mode:sentinel~",
                        "~tcp_port:26379~",
                        "~run_id:" + "f".repeat(40) + "~",
                        "~server_time_usec:1700000000000000~",
                        "~uptime_in_seconds:90061~",
                        "~uptime_in_days:1~",
                        "~config_file:/etc/sentinel.conf~",
                        "~listener0:name=tcp,bind=127.0.0.1,bind=::1,port=26379~",
                        "~connected_clients:1~",
                        "~maxclients:100~",
                        "~total_connections_received:1~",
                        "~total_commands_processed:1~",
                        "~rejected_connections:0~")
                .containsPattern("~used_cpu_user:\\d+\\.\\d{6}~");
    }

    @Test
    void unknownSectionsAreNothing() {
        assertThat(client.send("INFO foo")).isEqualTo("$0~~");
        assertThat(client.send("INFO keyspace memory")).isEqualTo("$0~~");
        client.send("INFO foo everything");
        assertThat(engine.calls).hasSize(1);
    }

    @Test
    void sentinelSection() {
        client.send("INFO sentinel");
        engine.answer(Snapshots.summary(
                Snapshots.master("a"),
                Snapshots.master("b", InstanceFlag.SDOWN),
                Snapshots.master("c", InstanceFlag.SDOWN, InstanceFlag.ODOWN)));
        assertThat(client.read().replaceFirst("\\$\\d+~", ""))
                .isEqualTo("# Sentinel~sentinel_masters:3~sentinel_tilt:0~sentinel_tilt_since_seconds:-1~"
                        + "sentinel_running_scripts:0~sentinel_scripts_queue_length:0~"
                        + "sentinel_simulate_failure_flags:0~can_vote:1~faulted_masters:0~"
                        + "master0:name=a,status=ok,address=10.0.0.1:6379,slaves=2,sentinels=5~"
                        + "master1:name=b,status=sdown,address=10.0.0.1:6379,slaves=2,sentinels=5~"
                        + "master2:name=c,status=odown,address=10.0.0.1:6379,slaves=2,sentinels=5~~");
    }

    @Test
    void whatIsWrongIsVisible() {
        client.send("HELLO 3");
        client.send("INFO sentinel");
        engine.answer(new Summary(Snapshots.MY_ID, 7, true, 12_345, false, List.of(), List.of("broken"), 3, 2, 5));
        assertThat(client.read())
                .startsWith("$")
                .contains(
                        "~sentinel_tilt:1~sentinel_tilt_since_seconds:12~",
                        "~sentinel_running_scripts:2~sentinel_scripts_queue_length:5~",
                        "~can_vote:0~",
                        "~faulted_masters:1~",
                        "~faulted0:name=broken~");
    }
}
