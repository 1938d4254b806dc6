package io.reactivesentinel.benchmarks;

import io.reactivesentinel.server.demo.Children;
import io.reactivesentinel.server.demo.Workspace;

/** Ends the processes of a measurement and deletes its files also when the JVM is told to end. */
final class AtExit implements AutoCloseable {

    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    static AtExit close(Children children, Workspace workspace) {
        Thread hook = new Thread(
                () -> {
                    children.close();
                    workspace.close();
                },
                "end-measurement");
        Runtime.getRuntime().addShutdownHook(hook);
        return new AtExit(hook);
    }

    /** The measurement has ended by itself. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is what ends the JVM just now.
        }
    }
}
