package dev.sotto.wire;

import dev.sotto.document.Actor;
import dev.sotto.document.Path;

/**
 * What one direction of one connection has already said, so that it need not be said again: actors, paths and
 * collections by number, the last time, and the last change of the feed. Both ends build the same one from the same
 * messages, so messages must be decoded in the order in which they were encoded, and all of them.
 */
final class Dictionary {
    final Names<Actor> actors = new Names<>(Limits.ACTORS_MAX);
    final Names<Path> paths = new Names<>(Limits.PATHS_MAX);
    final Names<String> collections = new Names<>(Limits.COLLECTIONS_MAX);
    long lastMillis;
    long lastLsn;

    /** Begins anew, as on a new connection. */
    void forget() {
        actors.clear();
        paths.clear();
        collections.clear();
        lastMillis = 0;
        lastLsn = 0;
    }
}
