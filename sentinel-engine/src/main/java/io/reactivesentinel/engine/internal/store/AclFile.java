package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.internal.acl.UserFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An ACL file on disk; replaced in one step, a new one readable by its owner alone. */
public final class AclFile implements UserFile {
    private final Path path;

    /** The file of that path, which need not exist before it is written. */
    public AclFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public List<String> read() throws IOException {
        try {
            return new String(DurableFile.read(path), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new IOException(Errno.text(e), e);
        }
    }

    @Override
    public void write(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        new DurableFile(path).replace(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
