package dev.sotto.phonebench.process;

/** Every bound of this room, with its unit and its reason. */
final class Limits {
    /** A freeze or a thaw takes 3-15 ms; a loaded machine may need far longer, a broken freezer for ever. */
    static final long FREEZE_MILLIS = 5_000;

    /** Between two looks at a state that the kernel changes; a look is one read of a small file. */
    static final long POLL_MILLIS = 5;

    /** How long a killed process tree may take until the kernel has let go of it. */
    static final long KILL_MILLIS = 5_000;

    /** What an app gets between being asked to end and being killed: its store flushes within this. */
    static final long GENTLE_END_MILLIS = 2_000;

    /** A helper command (kill, ps) is one system call long; longer means that it hangs. */
    static final long COMMAND_MILLIS = 5_000;

    /** Processes in one cell. An app is one process with a few children; more is a fork bomb. */
    static final int CELL_PROCESSES_MAX = 256;

    /** Things that one guard watches: one phone and one audio server use five. */
    static final int GUARDED_MAX = 1_000;

    /** Files below one scratch directory that a clean-up removes: a store, a report, an audio server's state. */
    static final int SCRATCH_FILES_MAX = 100_000;

    private Limits() {}
}
