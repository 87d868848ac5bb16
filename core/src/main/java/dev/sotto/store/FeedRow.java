package dev.sotto.store;

import dev.sotto.document.DocKey;

/** One document's place in the change feed: its last change has this lsn. */
public record FeedRow(long lsn, DocKey key) {}
