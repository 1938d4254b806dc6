package io.reactivesentinel.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The guards bite: a guard that never fails anything guards nothing. */
final class GuardsTest {

    @TempDir
    Path dir;

    @Test
    void nettyLooksAtEveryBufferAndTellsUs() {
        ByteBuf first = UnpooledByteBufAllocator.DEFAULT.directBuffer();
        first.release();
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        assertThat(Leaks.areWatched()).isTrue();
    }

    @Test
    void aBufferThatNobodyReleasesIsReportedOnceAndOneThatIsReleasedNever() {
        leak();
        PooledByteBufAllocator.DEFAULT.directBuffer().release();

        assertThat(Leaks.take()).singleElement().asString().contains("ByteBuf", "GuardsTest.leak");
        assertThat(Leaks.take()).isEmpty();
    }

    /** In a method of its own, so that no variable holds the buffer. */
    private static void leak() {
        PooledByteBufAllocator.DEFAULT.directBuffer().writeByte(1);
    }

    @Test
    void aClassThatLeaksFails() {
        assertThat(failures(Leaking.class)).singleElement().asString().contains("LEAK: ", "GuardsTest.leak");
    }

    @Test
    void aTestWhoseThreadBlocksFailsEvenWhenNobodySeesTheError() {
        assertThat(failures(Blocking.class))
                .singleElement()
                .asString()
                .contains("a thread blocked that must not", "java.lang.Thread.sleep");
    }

    @Test
    void aClassThatDoesNeitherPasses() {
        assertThat(failures(Harmless.class)).isEmpty();
    }

    /** Only run by the tests above. */
    @ExtendWith(OnlyFromHere.class)
    static final class Leaking {
        @Test
        void leaks() {
            leak();
        }
    }

    /** Only run by the tests above. */
    @ExtendWith(OnlyFromHere.class)
    static final class Blocking {
        @Test
        void blocks() {
            Mono.fromRunnable(GuardsTest::sleep)
                    .subscribeOn(Schedulers.parallel())
                    .onErrorComplete()
                    .block(Duration.ofSeconds(10));
        }
    }

    /** Only run by the tests above. */
    @ExtendWith(OnlyFromHere.class)
    static final class Harmless {
        @Test
        void doesNothingWrong() {
            PooledByteBufAllocator.DEFAULT.directBuffer().release();
            Mono.fromRunnable(() -> {}).subscribeOn(Schedulers.parallel()).block(Duration.ofSeconds(10));
        }
    }

    /** A build that is told which tests to run may find the classes above as well. */
    static final class OnlyFromHere implements ExecutionCondition {

        private static final String PARAMETER = "guards.tried";

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getConfigurationParameter(PARAMETER).isPresent()
                    ? ConditionEvaluationResult.enabled("asked for")
                    : ConditionEvaluationResult.disabled("only run by GuardsTest");
        }
    }

    private static List<Throwable> failures(Class<?> testClass) {
        List<Throwable> failures = new ArrayList<>();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(testClass))
                        .configurationParameter(OnlyFromHere.PARAMETER, "true")
                        .build(),
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        result.getThrowable().ifPresent(failures::add);
                    }
                });
        return failures;
    }

    @Test
    void threadsAreKnownByTheirNames() {
        for (String name : List.of("sentinel-decisions-1", "sentinel-io-nio-1", "sentinel-io-epoll-2")) {
            assertThat(blockingOn(name, GuardsTest::sleep)).as(name).isTrue();
        }
        assertThat(blockingOn("sentinel-log-1", GuardsTest::sleep)).isFalse();
    }

    @Test
    void filesAndNamesAndLocksBlock() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "x");
        assertThat(blockingOn("sentinel-decisions-1", () -> readAll(file))).isTrue();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(blockingOn("sentinel-decisions-1", () -> force(channel))).isTrue();
        }
        assertThat(blockingOn("sentinel-decisions-1", () -> rename(file, dir.resolve("other"))))
                .isTrue();
        assertThat(file).exists();
        assertThat(blockingOn("sentinel-io-1", () -> lookUp("no-such-host.invalid")))
                .isTrue();
        assertThat(blockingOn("sentinel-io-1", () -> LockSupport.parkNanos(1))).isTrue();
        ReentrantLock taken = new ReentrantLock();
        taken.lock();
        assertThat(blockingOn("sentinel-io-1", taken::lock)).isTrue();
        assertThat(blockingOn("sentinel-io-1", () -> new ReentrantLock().lock()))
                .isFalse();
    }

    @Test
    void theLockOfAQueueOrAPoolMayBeWaitedForAndWhatComesOutOfItMayNot() {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        assertThat(blockingOn("sentinel-io-1", () -> takeFrom(queue))).isTrue();
        CountDownLatch latch = new CountDownLatch(1);
        assertThat(blockingOn("sentinel-io-1", () -> await(latch))).isTrue();
        assertThat(blockingOn("sentinel-io-1", new Contended()::lookInto)).isFalse();
    }

    @Test
    void theLockOfAnAllocatorOrOfATlsEngineMayBeWaitedFor() {
        StackTraceElement[] stack = {
            new StackTraceElement("jdk.internal.misc.Unsafe", "park", "Unsafe.java", 1),
            new StackTraceElement("java.util.concurrent.locks.LockSupport", "park", "LockSupport.java", 1),
            new StackTraceElement("java.util.concurrent.locks.StampedLock", "writeLock", "StampedLock.java", 1),
            new StackTraceElement(
                    "io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free", "AdaptivePoolingAllocator.java", 1)
        };
        assertThat(BlockingCalls.waitsForTheLockOfAnInstant(stack)).isTrue();
        stack[3] = new StackTraceElement("sun.security.ssl.SSLEngineImpl", "closeOutbound", "SSLEngineImpl.java", 1);
        assertThat(BlockingCalls.waitsForTheLockOfAnInstant(stack)).isTrue();
        stack[3] = new StackTraceElement("io.reactivesentinel.resp.netty.ClientMemory", "is", "ClientMemory.java", 1);
        assertThat(BlockingCalls.waitsForTheLockOfAnInstant(stack)).isFalse();
    }

    /** A queue whose lock another thread holds until somebody waits for it. */
    private static final class Contended {
        private final ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1, false, List.of("element"));
        private final CountDownLatch held = new CountDownLatch(1);
        private volatile @Nullable Thread waiting;

        Contended() {
            new Thread(() -> queue.removeIf(this::holds)).start();
            while (held.getCount() > 0) {
                Thread.onSpinWait();
            }
        }

        private boolean holds(String element) {
            held.countDown();
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!someoneWaits() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return false;
        }

        private boolean someoneWaits() {
            Thread other = waiting;
            return other != null && other.getState() == Thread.State.WAITING;
        }

        void lookInto() {
            waiting = Thread.currentThread();
            queue.clear();
        }
    }

    private static void takeFrom(LinkedBlockingQueue<String> queue) {
        try {
            queue.poll(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it blocks a thread of that name. */
    private static boolean blockingOn(String threadName, Runnable work) {
        FutureTask<?> task = new FutureTask<>(work, null);
        new Thread(task, threadName).start();
        boolean failed = false;
        try {
            task.get();
        } catch (ExecutionException e) {
            // The second is what a queue says whose wait for an element ended so.
            assertThat(e.getCause()).isInstanceOfAny(BlockingOperationError.class, IllegalMonitorStateException.class);
            failed = true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(BlockingCalls.take()).hasSize(failed ? 1 : 0);
        return failed;
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readAll(Path file) {
        try {
            Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rename(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void force(FileChannel channel) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lookUp(String name) {
        try {
            InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
