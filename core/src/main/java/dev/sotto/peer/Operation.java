package dev.sotto.peer;

import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import dev.sotto.store.Durability;

/** A statement that waits to be run, and whoever waits for it. */
public interface Operation extends Answer {
    Statement statement();

    Arguments arguments();

    /** What {@link #done} waits for. */
    Durability durability();
}
