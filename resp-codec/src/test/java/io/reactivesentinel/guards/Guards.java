package io.reactivesentinel.guards;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails a test when a thread blocked that must not, and a test class when something leaked. It is there wherever it
 * is on the class path.
 *
 * <p>A leak shows itself only when the garbage is collected, so it belongs to the class that fails or to one shortly before
 * it; the report says where the buffer was last touched.
 */
public final class Guards implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final int FRAMES_TOLD = 25;

    @Override
    public void beforeAll(ExtensionContext context) {
        BlockingCalls.watch();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<BlockingOperationError> blocking = BlockingCalls.take();
        if (!blocking.isEmpty()) {
            // The first one's way is part of the message: a summary of a build often shows nothing but that.
            AssertionError failure = new AssertionError("a thread blocked that must not: " + blocking + " at "
                    + Stream.of(blocking.get(0).getStackTrace())
                            .limit(FRAMES_TOLD)
                            .map(String::valueOf)
                            .collect(joining(" < ")));
            blocking.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        afterEach(context);
        if (!isOutermost(context)) {
            return;
        }
        List<String> leaks = Leaks.take();
        if (!leaks.isEmpty()) {
            throw new AssertionError("LEAK: " + String.join("\nLEAK: ", leaks));
        }
    }

    /** Whether this is no class inside another one that is running too. */
    private static boolean isOutermost(ExtensionContext context) {
        return context.getParent().flatMap(ExtensionContext::getTestClass).isEmpty();
    }
}
