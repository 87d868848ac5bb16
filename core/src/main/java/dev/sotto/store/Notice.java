package dev.sotto.store;

import dev.sotto.document.DocRef;
import dev.sotto.document.ShapeChange;

/** Something about a commit that an app may want to show or log. It rides on the commit: what is rolled back is never told. */
public sealed interface Notice {
    /** A field holds a thing of another shape than before, or of several. Once a collection and path, while the store is open. */
    record ShapeChanged(String collection, ShapeChange change) implements Notice {}

    /** A merge made a document larger than a local write may. Once, until it is smaller again. */
    record Oversize(DocRef document, long bytes, long bytesMax) implements Notice {}

    /** A merge took a value away, and it is in the journal. */
    record ConflictKept(Conflict conflict) implements Notice {}
}
