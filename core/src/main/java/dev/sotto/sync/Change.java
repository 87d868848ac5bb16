package dev.sotto.sync;

import dev.sotto.document.DocKey;

/** A document's place in the store's own order: the number of its last change. */
public record Change(long lsn, DocKey key) {}
