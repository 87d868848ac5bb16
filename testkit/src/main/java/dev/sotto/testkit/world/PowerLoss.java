package dev.sotto.testkit.world;

/** The power went in the middle of what was running: nothing of that process goes on. */
final class PowerLoss extends Error {
    private static final long serialVersionUID = 1L;

    PowerLoss(String where) {
        super(where, null, false, false);
    }
}
