package dev.sotto;

import dev.sotto.document.Refusal;

/**
 * The directory holds something that this version cannot use: DB_KEY_OR_FORMAT (not a store), DB_NEWER (written by a newer
 * version), DB_CORRUPT (a damaged file), STORAGE_LOST (deleted while open). Nothing in it was changed.
 */
public final class CorruptException extends SottoException {
    private static final long serialVersionUID = 1L;

    CorruptException(Refusal refusal, Throwable cause) {
        super(refusal, cause);
    }

    CorruptException(Refusal refusal) {
        super(refusal);
    }
}
