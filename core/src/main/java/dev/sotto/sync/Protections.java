package dev.sotto.sync;

/**
 * What keeps stores equal, each of which a test can switch off to see that it would notice.
 *
 * @param verify a delta is committed only if the state it makes has the hash that the sender named
 * @param announce documents outside the peer's filter are announced, in case it holds them
 * @param exits so are those that changed while the peer was away and neither side asks for now
 * @param repeat a request is repeated until both hashes are equal
 * @param holdCursor the cursor waits for requests that are not answered yet
 * @param reconcile what a sketch shows to differ is asked for
 * @param listMax so many documents, or fewer, are compared by a list and not by a sketch
 * @param cellsFirst cells of a sketch's first round
 */
public record Protections(
        boolean verify,
        boolean announce,
        boolean exits,
        boolean repeat,
        boolean holdCursor,
        boolean reconcile,
        int listMax,
        int cellsFirst) {
    public static final Protections ALL =
            new Protections(true, true, true, true, true, true, Limits.LIST_MAX, Limits.CELLS_FIRST);
}
