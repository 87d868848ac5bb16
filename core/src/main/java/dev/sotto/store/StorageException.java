package dev.sotto.store;

import dev.sotto.document.Refusal;

/** The store cannot do what was asked. The remedy says what the caller can do; the refusal says what was found. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Remedy {
        /** Nothing was stored; the same call may succeed later (disk full, file busy). */
        RETRY_LATER,
        /** Nothing was stored and nothing will be until the directory is writable; reads go on. */
        READ_ONLY,
        /** The file is damaged, gone, or not a store that this version understands. */
        CORRUPT,
        /** The store was closed, or must be: after an fsync that failed it takes no more writes until it is opened again. */
        CLOSED
    }

    private final transient Refusal refusal;
    private final Remedy remedy;

    /** For adapters: {@code cause} is what the disk's own library said. */
    public StorageException(Refusal refusal, Remedy remedy, Throwable cause) {
        super(refusal.toString(), cause);
        this.refusal = refusal;
        this.remedy = remedy;
    }

    public StorageException(Refusal refusal, Remedy remedy) {
        super(refusal.toString());
        this.refusal = refusal;
        this.remedy = remedy;
    }

    /** What every call on a closed store gets. */
    public static StorageException closed() {
        return new StorageException(new Refusal("STORAGE_CLOSED", "store", "closed", "an open store"), Remedy.CLOSED);
    }

    public Refusal refusal() {
        return refusal;
    }

    public Remedy remedy() {
        return remedy;
    }
}
