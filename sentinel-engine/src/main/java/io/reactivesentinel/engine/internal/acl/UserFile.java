package io.reactivesentinel.engine.internal.acl;

import java.io.IOException;
import java.util.List;

/** Where users are kept apart from the configuration ({@code aclfile}). Blocks. */
public interface UserFile {

    /** Its name in errors. */
    String name();

    /** Its lines; a failure says why in the words of the operating system. */
    List<String> read() throws IOException;

    /** Replaces its lines, in one step. */
    void write(List<String> lines) throws IOException;
}
