package dev.sotto.ios.lifecycle;

import dev.sotto.background.mechanism.AccompaniedMechanism;
import dev.sotto.background.mechanism.KeepAliveMechanism;

/**
 * A mechanism whose leases are counted, so that {@link Assertions} knows when the last hold is given back: the task for
 * the flush is there before the hold is gone.
 */
public final class CountedHold extends AccompaniedMechanism {
    private final Assertions assertions;

    public CountedHold(KeepAliveMechanism mechanism, Assertions assertions) {
        super(mechanism);
        this.assertions = assertions;
    }

    @Override
    protected Runnable begin() {
        return assertions.hold()::close;
    }
}
