package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.AccompaniedMechanism;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.Registration;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * A mechanism that, while it holds the process, also asks the system not to fall asleep by itself, if the app's policy
 * allows it at that moment. A refusal costs the block, never the hold.
 */
public final class SleepBlocking extends AccompaniedMechanism {
    private static final System.Logger LOG = System.getLogger("dev.sotto.jvm");

    private final SleepBlock block;
    private final BooleanSupplier allowed;

    /** {@code allowed} is asked when a hold was acquired, e.g. whether the machine is on mains. */
    public SleepBlocking(KeepAliveMechanism inner, SleepBlock block, BooleanSupplier allowed) {
        super(inner);
        this.block = block;
        this.allowed = allowed;
    }

    @Override
    protected Runnable begin() {
        if (!allowed.getAsBoolean()) {
            return Registration.NONE::close;
        }
        try {
            return block.hold()::close;
        } catch (IOException refused) {
            LOG.log(System.Logger.Level.WARNING, "sleep is not blocked: " + refused.getMessage());
            return Registration.NONE::close;
        }
    }
}
