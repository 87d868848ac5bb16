package dev.sotto;

import dev.sotto.document.Refusal;
import dev.sotto.store.StorageException;

/** What failed inside, as what the app can do about it. */
final class Failures {
    private Failures() {}

    /** The exception that the app gets; what is none of the store's is passed on as it is. */
    static RuntimeException of(RuntimeException failure) {
        return failure instanceof StorageException storage ? of(storage) : failure;
    }

    static SottoException of(StorageException failure) {
        return switch (failure.remedy()) {
            case RETRY_LATER -> new RetryLaterException(failure.refusal(), failure);
            case READ_ONLY -> new ReadOnlyException(failure.refusal(), failure);
            case CORRUPT -> new CorruptException(failure.refusal(), failure);
            case CLOSED ->
                failure.refusal().code().equals("STORAGE_CLOSED")
                        ? closed()
                        : new ClosedException(failure.refusal(), failure);
        };
    }

    static ClosedException closed() {
        return new ClosedException(new Refusal("CLOSED", "store", "closed", "one that is open: open it again"));
    }

    /** What a transaction fails with that the loop has ended. */
    static SottoException ended(Refusal why) {
        return why.code().equals("CLOSED") ? closed() : new RetryLaterException(why);
    }

    static RetryLaterException queueFull() {
        return new RetryLaterException(new Refusal(
                "QUEUE_FULL",
                "operations",
                "more than " + Limits.QUEUED_OPERATIONS_MAX + " that wait",
                "fewer: wait for some to complete"));
    }
}
