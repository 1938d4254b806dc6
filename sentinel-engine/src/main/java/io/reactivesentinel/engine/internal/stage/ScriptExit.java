package io.reactivesentinel.engine.internal.stage;

/**
 * How a script ended.
 *
 * @param how in which way
 * @param number its exit code or the signal that ended it; 0 when there was no process
 * @param lastWords the end of what it wrote, or why it could not be started; may be empty
 */
public record ScriptExit(How how, int number, String lastWords) {

    /** In which way. */
    public enum How {
        /** By itself, with an exit code. */
        EXITED,
        /** By a signal. */
        SIGNALLED,
        /** It never began: there was no process to be had for it. */
        NO_PROCESS
    }

    int code() {
        return how == How.EXITED ? number : 0;
    }

    int signal() {
        return how == How.SIGNALLED ? number : 0;
    }
}
