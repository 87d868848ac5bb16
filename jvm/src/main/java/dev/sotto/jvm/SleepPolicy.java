package dev.sotto.jvm;

/** What to do about the sleep of the whole device. */
public enum SleepPolicy {
    /** Nothing: sleep is noticed afterwards, by the clocks. */
    IGNORE,
    /** Flush when sleep is announced, and then let it come. */
    FLUSH_BEFORE,
    /** As FLUSH_BEFORE, and while on mains and held, ask the system not to fall asleep by itself. */
    BLOCK_ON_MAINS,
    /** As FLUSH_BEFORE, and while held, ask the system not to fall asleep by itself, on battery too. */
    BLOCK
}
