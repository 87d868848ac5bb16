package dev.sotto.peer;

import dev.sotto.document.DocRef;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import java.util.List;

/** A statement that waits to be run, and whoever waits for it. */
public interface Operation {
    Statement statement();

    Arguments arguments();

    /**
     * It is durable. On the loop; must return at once and not throw.
     *
     * @param changed the documents that it changed, in the order in which it did
     * @param commit the number of the commit that holds them; means nothing when there are none
     */
    void done(List<DocRef> changed, long commit);

    /** It has changed nothing. On the loop, or where it was handed over; must return at once and not throw. */
    void failed(RuntimeException why);
}
