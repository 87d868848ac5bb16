package dev.sotto.background.status;

/** How generous the machine is with power now. */
public enum PowerLevel {
    /** Charging or on mains: hold all the time, no budget is used. */
    FULL,
    /** Hold while there are peers or work, else short windows. */
    BALANCED,
    /** Battery low or the device saves power: hold only while there is work at hand, cheap mechanisms first. */
    FRUGAL,
    /** Battery nearly empty or device too hot: hold nothing. */
    STOPPED
}
