package io.reactivesentinel.engine.internal.runtime;

import java.util.Optional;

/** Which version of this software is running. */
public final class Version {

    private Version() {}

    /** The version as the jar states it; {@code development} when not run from a jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
