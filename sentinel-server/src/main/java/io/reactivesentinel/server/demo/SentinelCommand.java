package io.reactivesentinel.server.demo;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a Sentinel is run on a configuration file: ours or Redis's own. */
@FunctionalInterface
public interface SentinelCommand {
    /** The command and its arguments for a Sentinel on that file. */
    List<String> on(Path configFile);

    /** Ours by its launcher, as a user runs it. */
    static SentinelCommand launcher(Path launcher) {
        return configFile -> List.of(launcher.toString(), configFile.toString());
    }

    /** Ours by {@code java -jar}, with the Java and the options this program itself runs with. */
    static SentinelCommand sameJava(Path jar) {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // Options of the JVM itself, such as its heap and class archive; a debugger's port is not for sharing.
            if (option.startsWith("-X") && !option.startsWith("-Xrunjdwp")) {
                java.add(option);
            }
        }
        java.add("-jar");
        java.add(jar.toString());
        List<String> prefix = List.copyOf(java);
        return configFile -> {
            List<String> command = new ArrayList<>(prefix);
            command.add(configFile.toString());
            return command;
        };
    }

    /** Redis's own Sentinel, which is {@code redis-server} in another mode. */
    static SentinelCommand redis(RedisBinary binary) {
        return configFile -> List.of(binary.path().toString(), configFile.toString(), "--sentinel");
    }
}
