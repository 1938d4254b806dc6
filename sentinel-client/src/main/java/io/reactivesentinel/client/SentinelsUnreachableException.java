package io.reactivesentinel.client;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Map;

/** No Sentinel answered; trying again is safe. */
public final class SentinelsUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<InstanceAddress, String> reasons;

    SentinelsUnreachableException(Map<InstanceAddress, String> reasons) {
        super("no Sentinel answered: " + reasons);
        this.reasons = reasons;
    }

    /** Why each one did not answer. */
    public Map<InstanceAddress, String> reasons() {
        return reasons == null ? Map.of() : reasons;
    }
}
