package dev.sotto.query;

import dev.sotto.document.Path;

/** One sort key of ORDER BY. */
public record Ordering(Path path, boolean descending) {}
