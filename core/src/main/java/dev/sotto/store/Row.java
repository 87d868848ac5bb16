package dev.sotto.store;

import dev.sotto.document.DocRef;
import dev.sotto.document.Value.MapValue;

/** A live document in a result: its name, and its fields with {@code _id}. */
record Row(DocRef ref, MapValue view) {}
