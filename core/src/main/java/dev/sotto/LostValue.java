package dev.sotto;

import dev.sotto.document.StoreId;
import dev.sotto.document.Value;
import dev.sotto.store.Conflict;
import org.jspecify.annotations.Nullable;

/**
 * A value that somebody wrote and that a merge took away, from the journal.
 *
 * @param id names it, on every device alike; {@link Sotto#restore} takes it
 * @param collection of the document
 * @param documentId of the document
 * @param path keys from the root, joined by dots
 * @param value as {@link Document} gives values; a fresh copy of bytes, lists and maps
 * @param cause OVERTAKEN (written here, and a later write from elsewhere took its place), LATE (it came from elsewhere, and
 *     what is here is later) or DELETED (its document or container was deleted or replaced)
 * @param certain whether the two writes are known to be concurrent; false when whoever wrote the winner may have seen this
 *     one
 * @param lostAtMillis when it was written, by its writer's clock, in milliseconds since 1970
 * @param lostBy the store that wrote it
 * @param wonAtMillis when the winner was written, by its writer's clock
 * @param wonBy the store that wrote the winner
 * @param noticedAtMillis when this store merged the two
 */
public record LostValue(
        String id,
        String collection,
        Object documentId,
        String path,
        @Nullable Object value,
        String cause,
        boolean certain,
        long lostAtMillis,
        StoreId lostBy,
        long wonAtMillis,
        StoreId wonBy,
        long noticedAtMillis) {
    static LostValue of(Conflict conflict) {
        return new LostValue(
                conflict.id().toHex(),
                conflict.ref().collection(),
                java(conflict.ref().id().value()),
                conflict.path().toString(),
                conflict.value().toJava(),
                conflict.cause().name(),
                conflict.certain(),
                conflict.lost().hlc().millis(),
                conflict.lost().actor().store(),
                conflict.won().hlc().millis(),
                conflict.won().actor().store(),
                conflict.noticed().millis());
    }

    /** An id is never null. */
    static Object java(Value id) {
        Object java = id.toJava();
        return java == null ? "" : java;
    }
}
