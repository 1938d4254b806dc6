package io.reactivesentinel.guards;

import io.netty.util.ResourceLeakDetector;
import java.util.regex.Pattern;

/**
 * Netty's leak detector, whose reports are kept where the tests find them and not logged. Netty makes one for each
 * kind of resource when {@code io.netty.customResourceLeakDetector} names this class.
 */
public final class ReportingLeakDetector<T> extends ResourceLeakDetector<T> {

    private static final Pattern FRAMES_OF_NO_INTEREST =
            Pattern.compile("\t(org\\.junit|org\\.apache|java\\.base/)[^\n]*\n");

    /** As Netty asks for it. */
    public ReportingLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
        Leaks.watch(this);
    }

    /** As Netty looks for it too; {@code maxActive} means nothing to it any more. */
    public ReportingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        Leaks.report(resourceType + " was collected without release():"
                + FRAMES_OF_NO_INTEREST.matcher(records).replaceAll(""));
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        Leaks.report(resourceType + " was collected without release(), and nothing is known about its use");
    }

    /** A detector reports what it found when the next resource comes: here is one. */
    void provokeReports(T resource) {
        var tracker = trackForcibly(resource);
        if (tracker != null) {
            tracker.close(resource);
        }
    }
}
