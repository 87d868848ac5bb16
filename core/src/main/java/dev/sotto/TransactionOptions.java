package dev.sotto;

import dev.sotto.store.Durability;

/** How a transaction is run. Immutable: each method answers another one. */
public final class TransactionOptions {
    private static final TransactionOptions READ_WRITE =
            new TransactionOptions(false, "", Durability.FSYNC, Limits.TRANSACTION_MILLIS_DEFAULT);

    private final boolean readOnly;
    private final String name;
    private final Durability durability;
    private final long timeLimitMillis;

    private TransactionOptions(boolean readOnly, String name, Durability durability, long timeLimitMillis) {
        this.readOnly = readOnly;
        this.name = name;
        this.durability = durability;
        this.timeLimitMillis = timeLimitMillis;
    }

    /** May read and write. One such transaction of a store is open at a time; others, and statements that write, wait. */
    public static TransactionOptions readWrite() {
        return READ_WRITE;
    }

    /** Reads one unchanging state of the store, beside any number of others. Waits for nobody, and nobody for it. */
    public static TransactionOptions readOnly() {
        return new TransactionOptions(true, "", Durability.FSYNC, Limits.TRANSACTION_MILLIS_DEFAULT);
    }

    /**
     * A name for people, shown where transactions are listed and reported. No user data.
     *
     * @throws IllegalArgumentException for more than {@link Limits#TRANSACTION_NAME_CHARS_MAX} characters
     */
    public TransactionOptions name(String shown) {
        if (shown.length() > Limits.TRANSACTION_NAME_CHARS_MAX) {
            throw new IllegalArgumentException("a transaction's name of " + shown.length() + " characters; at most "
                    + Limits.TRANSACTION_NAME_CHARS_MAX + " are shown");
        }
        return new TransactionOptions(readOnly, shown, durability, timeLimitMillis);
    }

    /** What the end of the transaction waits for; FSYNC unless it is said. */
    public TransactionOptions durability(Durability wanted) {
        return new TransactionOptions(readOnly, name, wanted, timeLimitMillis);
    }

    /**
     * Milliseconds that it may be open, not counting its wait: then it is over and changes nothing, whatever its body does.
     *
     * @throws IllegalArgumentException when not 1 to {@link Limits#TRANSACTION_MILLIS_MAX}
     */
    public TransactionOptions timeLimitMillis(long millis) {
        if (millis < 1 || millis > Limits.TRANSACTION_MILLIS_MAX) {
            throw new IllegalArgumentException(
                    "a time limit of " + millis + " ms; it is 1 to " + Limits.TRANSACTION_MILLIS_MAX);
        }
        return new TransactionOptions(readOnly, name, durability, millis);
    }

    public boolean isReadOnly() {
        return readOnly;
    }

    /** Empty unless it is said. */
    public String name() {
        return name;
    }

    public Durability durability() {
        return durability;
    }

    public long timeLimitMillis() {
        return timeLimitMillis;
    }

    @Override
    public String toString() {
        return (readOnly ? "read-only" : "read-write") + (name.isEmpty() ? "" : " \"" + name + '"') + ", " + durability
                + ", at most " + timeLimitMillis + " ms";
    }
}
