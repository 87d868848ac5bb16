package dev.sotto.testkit.world;

/** What goes wrong in a world. */
public enum Fault {
    /** A link ends with a reset; some of what was on its way arrives. */
    LINK_CUT,
    /** A link ends in the middle of a frame. */
    LINK_CUT_MID_FRAME,
    /** A link is dead and nobody is told. */
    LINK_SILENT,
    /** Two devices do not reach each other for a while. */
    PARTITION,
    /** One device does not reach the other, which reaches it. */
    PARTITION_ONE_WAY,
    /** A connection that was lost stays known at one end, so that there are two. */
    LINK_DUPLICATE,
    /** Power goes at any moment. */
    POWER_LOSS,
    /** Power goes before a commit. */
    POWER_BEFORE_COMMIT,
    /** Power goes between a commit and the disk. */
    POWER_BEFORE_DURABLE,
    /** Power goes when the disk has it and nobody has been told. */
    POWER_AFTER_DURABLE,
    /** Power goes at a device that a message of the wanted kind is on its way to. */
    POWER_AT_MESSAGE,
    /** The process ends; the system stays. */
    KILL,
    /** The disk takes nothing for a while. */
    DISK_FULL,
    /** The disk is slow for a while. */
    DISK_SLOW,
    /** The wall clock is set. */
    CLOCK_STEP,
    /** The phone suspends the process, after telling it. */
    SUSPENSION,
    /** The phone freezes the process without a word. */
    FREEZE,
    /** A call takes the hold; the grace is shorter than what the process wants to do. */
    CALL,
    /** Doze: no network but in short windows, and timers come late. */
    DOZE,
    /** Low power: rare heartbeats, slow wakes. */
    LOW_POWER,
    /** A backup is put back; the store goes on as another epoch. */
    RESTORE,
    /** A store is copied while it runs, and both go on. */
    COPY,
    /** An app asks for something else a hundred times a second. */
    CHURN,
    /** A store is retired by its name, and comes back under another. */
    RETIRE
}
