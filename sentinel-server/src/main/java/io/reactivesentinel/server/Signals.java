package io.reactivesentinel.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signal handlers. Without them the JVM answers SIGTERM with exit status 143 and cannot say which signal it was; a
 * Sentinel exits with 0.
 *
 * <p>The only way there is the class {@code sun.misc.Signal} of the supported module {@code jdk.unsupported}. It is
 * reached by reflection, because its use is a compiler warning that cannot be switched off, and because a runtime image
 * without that module still runs: signals then end the process as they end any Java program.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs an action when a signal arrives, on a thread of its own, each time it arrives.
     *
     * @param name such as {@code TERM}
     * @return false if this platform or runtime image does not let it be handled
     */
    static boolean handle(String name, Runnable action) {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler proxied = (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "handle" -> action.run();
                    case "equals" -> {
                        return arguments != null && proxy == arguments[0];
                    }
                    case "hashCode" -> {
                        return System.identityHashCode(proxy);
                    }
                    case "toString" -> {
                        return "handler of SIG" + name;
                    }
                    default -> {
                        // SignalHandler has no other method.
                    }
                }
                return null;
            };
            return install(
                    name,
                    handlerType,
                    Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, proxied));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Makes the process deaf to a signal; returns false if that cannot be done here. */
    static boolean ignore(String name) {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            return install(name, handlerType, handlerType.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static boolean install(String name, Class<?> handlerType, Object handler)
            throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        try {
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
            return true;
        } catch (InvocationTargetException e) {
            // The JVM keeps some signals to itself, and with -Xrs all of them.
            return false;
        }
    }
}
