package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * As much of a compose file as the tests need, read by the rules of Compose.
 *
 * @param services in the order of the file
 */
record ComposeFile(Path path, List<Service> services) {

    /**
     * A service.
     *
     * @param image empty when it is built from our own Dockerfile
     * @param volumes as they stand in the file
     */
    record Service(String name, String image, List<String> command, List<String> volumes) {}

    static ComposeFile read(Path path) throws IOException {
        try (Reader reader = Files.newBufferedReader(path)) {
            Map<?, ?> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            List<Service> services = new ArrayList<>();
            ((Map<?, ?>) file.get("services"))
                    .forEach((name, service) -> services.add(service(name, (Map<?, ?>) service)));
            return new ComposeFile(path, List.copyOf(services));
        }
    }

    private static Service service(Object name, Map<?, ?> service) {
        return new Service(
                Objects.toString(service.get("container_name"), name.toString()),
                Objects.toString(service.get("image"), ""),
                service.get("command") instanceof String line ? words(line) : texts(service.get("command")),
                texts(service.get("volumes")));
    }

    private static List<String> texts(Object list) {
        return list instanceof List<?> items
                ? items.stream().map(Object::toString).toList()
                : List.of();
    }

    /** A command in one line is split as a shell would split it, and run without one. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (char c : line.strip().toCharArray()) {
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                begun = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
