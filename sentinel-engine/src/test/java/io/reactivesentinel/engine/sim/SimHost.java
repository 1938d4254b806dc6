package io.reactivesentinel.engine.sim;

/** A machine: an address that can change, and power that can go. */
public final class SimHost {

    private final int index;
    private final String name;
    private String ip;
    private boolean up = true;

    SimHost(int index, String name, String ip) {
        this.index = index;
        this.name = name;
        this.ip = ip;
    }

    int index() {
        return index;
    }

    /** Its name, for people. */
    public String name() {
        return name;
    }

    /** Its present address. */
    public String ip() {
        return ip;
    }

    void ip(String newIp) {
        ip = newIp;
    }

    /** Whether it has power. */
    public boolean isUp() {
        return up;
    }

    void up(boolean powered) {
        up = powered;
    }

    @Override
    public String toString() {
        return name;
    }
}
