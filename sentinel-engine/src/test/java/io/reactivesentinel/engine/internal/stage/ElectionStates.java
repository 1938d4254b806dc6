package io.reactivesentinel.engine.internal.stage;

import java.util.Arrays;

/** A set of states in the order in which they were found, each with the one it was first reached from. */
final class ElectionStates {

    private long[] voters = new long[1 << 16];
    private long[] sent = new long[1 << 16];
    private int[] parents = new int[1 << 16];
    private int[] actions = new int[1 << 16];
    private int[] slots = new int[1 << 18];
    private int size;

    int size() {
        return size;
    }

    long voters(int at) {
        return voters[at];
    }

    long sent(int at) {
        return sent[at];
    }

    int parent(int at) {
        return parents[at];
    }

    int action(int at) {
        return actions[at];
    }

    /** Adds a state unless it is known; answers whether it is new. */
    boolean add(long newVoters, long newSent, int parent, int action) {
        int slot = slot(newVoters, newSent);
        while (slots[slot] != 0) {
            int at = slots[slot] - 1;
            if (voters[at] == newVoters && sent[at] == newSent) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (size == voters.length) {
            grow();
        }
        voters[size] = newVoters;
        sent[size] = newSent;
        parents[size] = parent;
        actions[size] = action;
        slots[slot] = ++size;
        if (size > slots.length / 2) {
            rehash();
        }
        return true;
    }

    private int slot(long first, long second) {
        return hash(first, second) & (slots.length - 1);
    }

    static int hash(long first, long second) {
        long hash = ((first * 0x9E3779B97F4A7C15L) ^ second) * 0xC2B2AE3D27D4EB4FL;
        hash = (hash ^ (hash >>> 29)) * 0x165667B19E3779F9L;
        return (int) (hash ^ (hash >>> 32));
    }

    private void grow() {
        int length = size + size / 2;
        voters = Arrays.copyOf(voters, length);
        sent = Arrays.copyOf(sent, length);
        parents = Arrays.copyOf(parents, length);
        actions = Arrays.copyOf(actions, length);
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int at = 0; at < size; at++) {
            int slot = slot(voters[at], sent[at]);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = at + 1;
        }
    }
}
