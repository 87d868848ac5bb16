package dev.sotto;

import dev.sotto.document.Refusal;

/**
 * An operation did not happen. Which of the four kinds it is says what the caller can do; {@link #code()} says what was
 * found. Statements that cannot be read throw {@link dev.sotto.query.StatementException} instead, and wrong use of the API
 * IllegalArgumentException or IllegalStateException.
 */
public abstract sealed class SottoException extends RuntimeException
        permits RetryLaterException, ReadOnlyException, CorruptException, ClosedException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    SottoException(Refusal refusal, Throwable cause) {
        super(describe(refusal), cause);
        this.refusal = refusal;
    }

    SottoException(Refusal refusal) {
        super(describe(refusal));
        this.refusal = refusal;
    }

    /** The stable code, the thing concerned, what was found there and what would be right. */
    public final Refusal refusal() {
        return refusal;
    }

    /** The stable code, such as DB_LOCKED; it never changes between versions, the message may. */
    public final String code() {
        return refusal.code();
    }

    private static String describe(Refusal refusal) {
        return refusal.code() + ": " + refusal.field() + " is " + refusal.got() + ", expected " + refusal.wanted();
    }
}
