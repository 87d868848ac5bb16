package dev.sotto;

import dev.sotto.document.Refusal;

/**
 * Nothing was done, and the same call may succeed later without a change of the program: DB_LOCKED (another process has the
 * directory; the message names its pid), STORAGE_FULL, STORAGE_IO, PORT_TAKEN, ADDRESS_UNAVAILABLE (this machine has no
 * such address now), QUEUE_FULL, TRANSACTION_TIMEOUT.
 */
public final class RetryLaterException extends SottoException {
    private static final long serialVersionUID = 1L;

    RetryLaterException(Refusal refusal, Throwable cause) {
        super(refusal, cause);
    }

    RetryLaterException(Refusal refusal) {
        super(refusal);
    }
}
