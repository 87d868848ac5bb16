package dev.sotto.store;

/** What the answer to a change waits for. */
public enum Durability {
    /**
     * The disk. What was answered survives a power failure. Changes that wait together share one fsync. The default.
     */
    FSYNC,
    /**
     * The store's log, without an fsync: many times faster for changes that come one by one. What was answered survives the
     * end of the process, but a power failure or a crash of the operating system may take back the changes of up to the
     * last second, newest first, never one from between others. None of them has left the device by then: sync waits
     * for the disk. A change of so many documents that the numbers reserved for them do not suffice, some hundreds, waits
     * for the disk all the same.
     */
    ASYNC
}
