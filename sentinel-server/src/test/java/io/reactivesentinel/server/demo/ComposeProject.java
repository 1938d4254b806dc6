package io.reactivesentinel.server.demo;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.LogMessageWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The containers of a compose file in a network of their own, with our image and our Redis in the place of those that the
 * file names. Ports are free ones of the loopback address; directories of data become volumes that end with the containers.
 */
final class ComposeProject implements AutoCloseable {
    static final int SENTINEL_PORT = 26379;
    static final int REDIS_PORT = 6379;
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int CALL_TIMEOUT_MS = 2_000;

    private final ContainerImages images;
    private final ComposeFile file;
    private final Path logs;
    private final Network network = Network.newNetwork();
    private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();
    private final Set<String> volumes = new TreeSet<>();

    private ComposeProject(ContainerImages images, ComposeFile file, Path logs) throws IOException {
        this.images = images;
        this.file = file;
        this.logs = Files.createDirectory(logs);
    }

    /**
     * Starts all of them, one after the other.
     *
     * @param logs a directory that does not exist, for what they have logged when they end
     */
    static ComposeProject up(ContainerImages images, Path file, Path logs) throws IOException {
        ComposeProject project = new ComposeProject(images, ComposeFile.read(file), logs);
        try {
            project.file.services().forEach(service -> project.start(service.name()));
            return project;
        } catch (RuntimeException e) {
            project.close();
            throw e;
        }
    }

    /** The names of those that are Sentinels. */
    List<String> sentinels() {
        return file.services().stream()
                .filter(ComposeProject::isSentinel)
                .map(ComposeFile.Service::name)
                .toList();
    }

    private static boolean isSentinel(ComposeFile.Service service) {
        return service.command().stream().anyMatch(word -> word.contains("sentinel"));
    }

    /** Makes the container of a service and starts it. */
    void start(String name) {
        ComposeFile.Service service = file.services().stream()
                .filter(any -> any.name().equals(name))
                .findFirst()
                .orElseThrow();
        start(service, isSentinel(service));
    }

    private void start(ComposeFile.Service service, boolean sentinel) {
        int port = sentinel ? SENTINEL_PORT : REDIS_PORT;
        GenericContainer<?> container = new GenericContainer<>(
                        DockerImageName.parse(sentinel ? images.sentinel() : images.redis()))
                .withImagePullPolicy(name -> false)
                .withNetwork(network)
                .withNetworkAliases(service.name())
                .withExposedPorts(port)
                .withCommand(service.command().toArray(String[]::new))
                .waitingFor(new LogMessageWaitStrategy()
                        .withRegEx(sentinel ? ".*Sentinel ID is.*" : ".*Ready to accept connections.*"))
                .withStartupTimeout(START_LIMIT)
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port)))
                        .withBinds(binds(service)));
        containers.put(service.name(), container);
        container.start();
    }

    /** A file beside the compose file is mounted; what is to hold data becomes a volume. */
    private List<Bind> binds(ComposeFile.Service service) {
        List<Bind> binds = new ArrayList<>();
        for (String volume : service.volumes()) {
            int colon = volume.indexOf(':');
            Path source = file.path().resolveSibling(volume.substring(0, colon)).normalize();
            if (Files.isRegularFile(source)) {
                binds.add(Bind.parse(source.toAbsolutePath() + volume.substring(colon)));
            } else {
                String own = network.getId().substring(0, 12) + "-" + service.name();
                volumes.add(own);
                binds.add(Bind.parse(own + volume.substring(colon)));
            }
        }
        return binds;
    }

    /** Ends a container as a crash would. */
    void kill(String name) {
        DockerClientFactory.lazyClient()
                .killContainerCmd(container(name).getContainerId())
                .exec();
    }

    /** Starts a container that has ended, in which everything is as it was; only its address may be another. */
    void restart(String name) {
        DockerClientFactory.lazyClient()
                .startContainerCmd(container(name).getContainerId())
                .exec();
    }

    /** Ends a container and forgets it; its volume stays. */
    void remove(String name) {
        keepLog(name);
        container(name).stop();
    }

    private void keepLog(String name) {
        try {
            Files.writeString(
                    logs.resolve(name + ".log"),
                    container(name).getLogs(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException | RuntimeException e) {
            // It never ran, or has been removed: what is missing then is told by the test.
        }
    }

    /** A Redis that the file does not name, so that an address which has become free is in use again. */
    void startStranger(String name) {
        start(new ComposeFile.Service(name, "", List.of("redis-server"), List.of()), false);
    }

    String address(String name) {
        return container(name)
                .getCurrentContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getIpAddress();
    }

    /** The container with that address or name; the word itself if there is none. */
    String nameOf(String addressOrName) {
        return containers.keySet().stream()
                .filter(name -> address(name).equals(addressOrName))
                .findFirst()
                .orElse(addressOrName);
    }

    /** The port of the loopback address behind which a container's own stands; a restart may change it. */
    int publishedPort(String name) {
        Ports.Binding[] bindings = container(name)
                .getCurrentContainerInfo()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .values()
                .iterator()
                .next();
        return Integer.parseInt(bindings[0].getHostPortSpec());
    }

    GenericContainer<?> container(String name) {
        return containers.get(name);
    }

    /** Asks the server in a container. */
    Object call(String name, String... words) throws IOException {
        try (RespSocket socket = new RespSocket("127.0.0.1", publishedPort(name), CALL_TIMEOUT_MS)) {
            return socket.call(words);
        }
    }

    /** Asks for a list of texts. */
    List<String> texts(String name, String... words) throws IOException {
        try (RespSocket socket = new RespSocket("127.0.0.1", publishedPort(name), CALL_TIMEOUT_MS)) {
            return socket.texts(words);
        }
    }

    /** What a Redis says of its replication. */
    String replication(String name) throws IOException {
        return String.valueOf(call(name, "INFO", "replication"));
    }

    @Override
    public void close() {
        containers.keySet().forEach(this::remove);
        volumes.forEach(volume ->
                DockerClientFactory.lazyClient().removeVolumeCmd(volume).exec());
        network.close();
    }
}
