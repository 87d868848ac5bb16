package dev.sotto;

import dev.sotto.document.Refusal;

/**
 * This Sotto was closed, by {@link Sotto#close()} or because its store failed for good; what was not acknowledged may or may
 * not have been stored.
 */
public final class ClosedException extends SottoException {
    private static final long serialVersionUID = 1L;

    ClosedException(Refusal refusal, Throwable cause) {
        super(refusal, cause);
    }

    ClosedException(Refusal refusal) {
        super(refusal);
    }
}
