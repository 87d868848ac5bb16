package dev.sotto;

/**
 * A transaction that waits or runs.
 *
 * @param name of its options; may be empty
 * @param readOnly whether it can only read
 * @param state what it does
 * @param millis for how long it has been in that state
 */
public record TransactionStatus(String name, boolean readOnly, State state, long millis) {
    /** What a transaction does. */
    public enum State {
        /** Others write before it. */
        WAITING,
        /** Its body runs. */
        RUNNING,
        /** Its body has ended and its changes go to the disk. */
        COMMITTING
    }
}
