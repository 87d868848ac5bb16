package dev.sotto.background.machine;

import dev.sotto.background.status.Gate;
import java.util.EnumSet;
import java.util.Set;

/**
 * The gates that app and platform have closed. Immutable. The machine asks only {@link #isEmpty()} for a hold and {@link
 * #forbidWindows()} for a window.
 */
public final class Gates {

    /** No gate is closed. */
    public static final Gates NONE = new Gates(EnumSet.noneOf(Gate.class));

    private final EnumSet<Gate> closed;

    private Gates(EnumSet<Gate> closed) {
        this.closed = closed;
    }

    boolean isEmpty() {
        return closed.isEmpty();
    }

    /** A gate is closed that is not known to pass by itself. */
    boolean forbidWindows() {
        for (Gate gate : closed) {
            if (!gate.leavesWindows()) {
                return true;
            }
        }
        return false;
    }

    Gates with(Gate gate) {
        if (closed.contains(gate)) {
            return this;
        }
        EnumSet<Gate> more = EnumSet.copyOf(closed);
        more.add(gate);
        return new Gates(more);
    }

    Gates without(Gate gate) {
        if (!closed.contains(gate)) {
            return this;
        }
        EnumSet<Gate> fewer = EnumSet.copyOf(closed);
        fewer.remove(gate);
        return fewer.isEmpty() ? NONE : new Gates(fewer);
    }

    /** A copy, for status. */
    public Set<Gate> closed() {
        return EnumSet.copyOf(closed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Gates && ((Gates) other).closed.equals(closed);
    }

    @Override
    public int hashCode() {
        int bits = 0;
        for (Gate gate : closed) {
            bits |= 1 << gate.ordinal();
        }
        return bits;
    }

    @Override
    public String toString() {
        return closed.toString();
    }
}
