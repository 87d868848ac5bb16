package dev.sotto;

import dev.sotto.document.Refusal;

/**
 * The store can be read but not written: STORAGE_READ_ONLY. Nothing of the statement was stored.
 */
public final class ReadOnlyException extends SottoException {
    private static final long serialVersionUID = 1L;

    ReadOnlyException(Refusal refusal, Throwable cause) {
        super(refusal, cause);
    }

    ReadOnlyException(Refusal refusal) {
        super(refusal);
    }
}
