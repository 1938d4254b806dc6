package io.reactivesentinel.benchmarks;

import io.reactivesentinel.benchmarks.SideBySide.Better;
import io.reactivesentinel.benchmarks.SideBySide.Measure;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.server.demo.RedisConnection;
import io.reactivesentinel.server.demo.SentinelProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One round of {@code serve} with one Sentinel that watches a master and has nothing else to do. */
final class ServeTrial {

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;
    private static final double US_PER_SECOND = 1e6;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final String CHANNEL = "+set";

    /** Events of one command, which the Sentinel saves once. */
    private static final int BURST = 20;

    private final SentinelProcess sentinel;
    private final Contender contender;
    private final Size size;
    private final SideBySide figures;

    /**
     * How much is measured.
     *
     * @param connections how many, one measurement each
     * @param pipelines requests sent at once, one measurement each
     * @param warmUp load before a measurement
     * @param time load that is measured
     * @param subscribers how many hear each event
     * @param repeats how often events are sent
     */
    record Size(
            List<Integer> connections,
            List<Integer> pipelines,
            Duration warmUp,
            Duration time,
            int subscribers,
            int repeats) {}

    ServeTrial(SentinelProcess sentinel, Contender contender, Size size, SideBySide figures) {
        this.sentinel = sentinel;
        this.contender = contender;
        this.size = size;
        this.figures = figures;
    }

    /** The bytes of a command. */
    static byte[] command(List<String> words) {
        StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
        words.forEach(word -> text.append('$')
                .append(word.length())
                .append("\r\n")
                .append(word)
                .append("\r\n"));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    void requests(String master, int masterPort) {
        byte[] request = command(List.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master));
        // The answer is a list of words, as a command is.
        byte[] reply = command(List.of("127.0.0.1", Integer.toString(masterPort)));
        for (int connections : size.connections()) {
            for (int pipeline : size.pipelines()) {
                try (ServeLoad load = ServeLoad.asking(sentinel.port(), connections, pipeline, request, reply)) {
                    pause(size.warmUp());
                    String label = connections + " connections, pipeline " + pipeline;
                    requests(load, reply.length, label);
                }
            }
        }
    }

    private void requests(ServeLoad load, int replyLength, String label) {
        ProcessUsage usage = new ProcessUsage(sentinel.pid());
        double cpu = usage.cpuSeconds();
        long bytes = load.bytes();
        long from = System.nanoTime();
        pause(size.time());
        double seconds = (System.nanoTime() - from) / NS_PER_SECOND;
        double requests = (load.bytes() - bytes) / (double) replyLength;
        double cpuAfter = usage.cpuSeconds();
        if (requests == 0) {
            throw new MeasurementException(sentinel.name() + " answered nothing: " + label);
        }
        figures.add(new Measure(label, "requests/s", Better.MORE), contender, requests / seconds);
        figures.add(
                new Measure(label, "CPU us per request", Better.LESS),
                contender,
                (cpuAfter - cpu) * US_PER_SECOND / requests);
    }

    void fanOut(String master, int masterPort) {
        byte[] subscribe = command(List.of("SUBSCRIBE", CHANNEL));
        int accepted = ("*3\r\n$9\r\nsubscribe\r\n$4\r\n" + CHANNEL + "\r\n:1\r\n").length();
        String payload = "master " + master + " 127.0.0.1 " + masterPort + " quorum 1";
        int message = command(List.of("message", CHANNEL, payload)).length;
        String to = " to " + size.subscribers() + " subscribers";
        try (ServeLoad load = ServeLoad.listening(sentinel.port(), size.subscribers(), subscribe);
                RedisConnection publisher = RedisConnection.open(sentinel.port(), LIMIT)) {
            long expected = (long) accepted * size.subscribers();
            await(load, expected);
            List<Double> single = new ArrayList<>();
            for (int i = 0; i < size.repeats(); i++) {
                expected += (long) message * size.subscribers();
                single.add(publish(publisher, load, master, 1, expected) / NS_PER_MS);
            }
            double[] sorted =
                    single.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            figures.add(
                    new Measure("one event" + to, "ms until all have it", Better.LESS),
                    contender,
                    Figures.median(sorted));
            double cpu = new ProcessUsage(sentinel.pid()).cpuSeconds();
            long tookNs = 0;
            for (int i = 0; i < size.repeats(); i++) {
                expected += (long) message * size.subscribers() * BURST;
                tookNs += publish(publisher, load, master, BURST, expected);
            }
            double messages = (double) size.repeats() * BURST * size.subscribers();
            figures.add(
                    new Measure(BURST + " events" + to, "messages/s", Better.MORE),
                    contender,
                    messages * NS_PER_SECOND / tookNs);
            figures.add(
                    new Measure(BURST + " events" + to, "CPU us per message", Better.LESS),
                    contender,
                    (new ProcessUsage(sentinel.pid()).cpuSeconds() - cpu) * US_PER_SECOND / messages);
        } catch (IOException e) {
            throw new MeasurementException(sentinel.name() + " tells no events: " + e.getMessage(), e);
        }
    }

    /** From the command until every subscriber has read all of it. */
    private static long publish(RedisConnection publisher, ServeLoad load, String master, int events, long expected)
            throws IOException {
        List<String> words = new ArrayList<>(List.of("SENTINEL", "SET", master));
        Collections.nCopies(events, List.of("quorum", "1")).forEach(words::addAll);
        long from = System.nanoTime();
        RespValue answer = publisher.call(words.toArray(String[]::new));
        if (!answer.equals(RespValue.SimpleString.OK)) {
            throw new IOException("SENTINEL SET answered " + answer);
        }
        return await(load, expected) - from;
    }

    private static long await(ServeLoad load, long expected) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (load.bytes() < expected) {
            if (System.nanoTime() - limit > 0 || Thread.currentThread().isInterrupted()) {
                throw new MeasurementException("subscribers have " + load.bytes() + " bytes instead of " + expected
                        + " after " + LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        long now = System.nanoTime();
        if (load.bytes() > expected) {
            throw new MeasurementException("subscribers have more than was told");
        }
        return now;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeasurementException("interrupted", e);
        }
    }
}
