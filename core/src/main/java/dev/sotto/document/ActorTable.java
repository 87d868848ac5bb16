package dev.sotto.document;

/**
 * A store's short numbers for actors. A number names an actor and one of its key epochs (0 for now) and is never used
 * for another. Called on the peer's loop; must not block on anything but the store itself.
 */
public interface ActorTable {
    /** The number of that actor, given now if it has none. */
    int refOf(Actor actor);

    /** @throws RefusedException {@code STATE_MALFORMED} if no actor has that number */
    Actor actorOf(int ref);
}
