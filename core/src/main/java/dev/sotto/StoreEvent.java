package dev.sotto;

import dev.sotto.store.Notice;

/**
 * Something that happened to documents and that an app may want to show or log, whoever wrote. It is told when it is on the
 * disk; but for {@link IndexBuilding}, which tells of what goes on.
 */
public sealed interface StoreEvent {
    /**
     * A field of a collection holds a thing of another shape than before, or of several at once: two parts of the app, or two
     * versions of it, disagree about what it is. Once a field while the store is open. Shapes are REGISTER, COUNTER, SET,
     * LIST and MAP.
     *
     * @param path keys from the root, joined by dots
     * @param from the shape that does not show any more, or does not show beside the other
     * @param to the shape that shows
     */
    record ShapeChanged(String collection, String path, String from, String to) implements StoreEvent {}

    /**
     * A merge made a document larger than a local write may. It is kept and synced, and what makes it smaller is still allowed.
     * Once, until it is smaller.
     */
    record Oversize(String collection, Object documentId, long bytes, long bytesMax) implements StoreEvent {}

    /** A merge took a value away; {@link Sotto#lostValues} has it. */
    record ValueLost(LostValue value) implements StoreEvent {}

    /**
     * A CREATE INDEX is still at work, and whoever writes waits for it; reads go on. Told after two seconds and each second from
     * then on; that it is done is said by the statement's return. SQLite does not say how much is left.
     *
     * @param documents of the whole store: all of them are gone through
     * @param millis since it began
     */
    record IndexBuilding(String collection, String index, long documents, long millis) implements StoreEvent {}

    /** The listener was too slow: {@code count} older events were dropped here. */
    record EventsDropped(long count) implements StoreEvent {}

    /** The event that a notice is told as. */
    static StoreEvent of(Notice notice) {
        if (notice instanceof Notice.ShapeChanged shape) {
            return new ShapeChanged(
                    shape.collection(),
                    shape.change().path().toString(),
                    shape.change().from().name(),
                    shape.change().to().name());
        } else if (notice instanceof Notice.Oversize large) {
            return new Oversize(
                    large.document().collection(),
                    LostValue.java(large.document().id().value()),
                    large.bytes(),
                    large.bytesMax());
        }
        return new ValueLost(LostValue.of(((Notice.ConflictKept) notice).conflict()));
    }
}
