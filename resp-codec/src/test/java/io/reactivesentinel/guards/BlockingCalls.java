package io.reactivesentinel.guards;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;

/**
 * Calls that blocked a thread which must not. They fail where they are made, as {@link BlockingOperationError}; and since
 * an event loop may swallow that, they are kept here as well.
 */
public final class BlockingCalls {

    private static final Set<String> LOCKS =
            Set.of("java.util.concurrent.locks.AbstractQueuedSynchronizer", "java.util.concurrent.locks.StampedLock");

    private static final Pattern HOLDS_ONE_FOR_AN_INSTANT =
            Pattern.compile("java\\.util\\.concurrent\\.(\\w*ThreadPoolExecutor(\\$\\w+)?|\\w+(Queue|Deque))"
                    + "|io\\.netty\\.buffer\\.\\w*(Pool|Allocator)\\w*(\\$\\w+)?"
                    + "|sun\\.security\\.ssl\\.SSLEngineImpl(\\$\\w+)?");

    private static final Queue<BlockingOperationError> REPORTS = new ConcurrentLinkedQueue<>();

    private BlockingCalls() {}

    /** Begins to watch; a second call does nothing. */
    static void watch() {
        Installed.nothing();
    }

    /** Takes away every report there is. */
    public static List<BlockingOperationError> take() {
        List<BlockingOperationError> taken = new ArrayList<>();
        for (BlockingOperationError each = REPORTS.poll(); each != null; each = REPORTS.poll()) {
            taken.add(each);
        }
        return taken;
    }

    private static void report(BlockingMethod method) {
        BlockingOperationError error = new BlockingOperationError(method);
        if (waitsForTheLockOfAnInstant(error.getStackTrace())) {
            return;
        }
        REPORTS.add(error);
        throw error;
    }

    /**
     * Whether it only waits for the lock that a queue or a pool of the JDK, Netty's allocator of buffers or the engine of
     * one TLS connection holds for an instant: whoever hands over a task or takes a buffer needs it, and two that do so at
     * once are no blocking call of ours. (An engine is locked while its handshake computes, a millisecond or two on another
     * thread; Netty waits for that only where the connection ends in the middle of it.) Waiting for a condition, a latch or
     * a lock of one's own is.
     */
    static boolean waitsForTheLockOfAnInstant(StackTraceElement[] stack) {
        boolean forALock = false;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.endsWith("$ConditionObject")) {
                return false;
            } else if (LOCKS.contains(type)) {
                forALock = true;
            } else if (forALock && !type.startsWith("java.util.concurrent.locks.")) {
                return HOLDS_ONE_FOR_AN_INSTANT.matcher(type).matches();
            }
        }
        return false;
    }

    /** By name too: that these threads must not block does not depend on who makes them, or how. */
    static boolean mustNotBlock(Thread thread) {
        return thread.getName().startsWith("sentinel-decisions")
                || thread.getName().startsWith("sentinel-io");
    }

    /** Client libraries that tests let loose on us may do on their own threads what they like. */
    private static boolean isOfAnotherLibrary(Thread thread) {
        return thread.getName().startsWith("lettuce-") || thread.getName().startsWith("redisson-");
    }

    private static final class Installed {
        static {
            BlockHound.Builder builder = BlockHound.builder()
                    .loadIntegrations()
                    .nonBlockingThreadPredicate(
                            others -> others.or(BlockingCalls::mustNotBlock).and(thread -> !isOfAnotherLibrary(thread)))
                    .blockingMethodCallback(BlockingCalls::report);
            alsoFilesAndNames(builder);
            allow(builder);
            builder.install();
        }

        static void nothing() {}

        /** What BlockHound does not know by itself: {@code java.nio.file} and the names that the system looks up. */
        private static void alsoFilesAndNames(BlockHound.Builder builder) {
            builder.markAsBlocking("sun.nio.fs.UnixNativeDispatcher", "open0", "(JII)I")
                    .markAsBlocking("sun.nio.fs.UnixNativeDispatcher", "rename0", "(JJ)V");
            // The first is the name in JDK 17, the second the one in JDK 21 and later.
            for (String dispatcher : List.of("sun.nio.ch.FileDispatcherImpl", "sun.nio.ch.UnixFileDispatcherImpl")) {
                builder.markAsBlocking(dispatcher, "force0", "(Ljava/io/FileDescriptor;Z)I");
            }
            for (String resolver : List.of("java.net.Inet4AddressImpl", "java.net.Inet6AddressImpl")) {
                builder.markAsBlocking(resolver, "lookupAllHostAddr", "(Ljava/lang/String;)[Ljava/net/InetAddress;")
                        .markAsBlocking(resolver, "lookupAllHostAddr", "(Ljava/lang/String;I)[Ljava/net/InetAddress;")
                        .markAsBlocking(resolver, "getHostByAddr", "([B)Ljava/lang/String;");
            }
        }

        /** Each with its reason. */
        private static void allow(BlockHound.Builder builder) {
            // INFO reads /proc/self/stat, which the kernel makes out of memory: that waits for no device.
            builder.allowBlockingCallsInside("io.reactivesentinel.engine.internal.port.CpuTimes", "read");
        }
    }
}
