package dev.sotto.sync;

import dev.sotto.document.DocRef;
import dev.sotto.document.Scopes;

/**
 * What may pass between this store and the one neighbour of a session, whoever wrote it (rule R10).
 *
 * <pre>
 *              we may send it                  we take it
 *   we let     the neighbour read it           the neighbour write it
 *   it lets    us write it (HELLO says so)     us read it
 *   and our own certificate lets us do so
 * </pre>
 *
 * <p>Both ends come to the same answers, so an honest neighbour never sends what would be refused. Of a document that it may not
 * even read it hears nothing, not even that there is one: {@link HidingReplica}.
 *
 * <p>What passes one way only: the end that may not send never asks with its state, and the other one never waits to be equal.
 */
final class Permissions {
    /** A number that fits the wire and is none of those that subscriptions count up from 0. */
    private static final int GENERATION = 0x4000_0000;

    private final Scopes granted;
    private final Scopes own;

    /** What the neighbour says it lets us do; until it has said so, what our certificate makes it say. */
    private Scopes told;

    private int generation;
    private boolean open;

    /**
     * @param granted what we let the neighbour do
     * @param own what we are certified for
     */
    Permissions(Scopes granted, Scopes own) {
        this.granted = granted;
        this.own = own;
        told(own);
    }

    /** HELLO came. */
    void told(Scopes scopes) {
        told = scopes;
        open = granted.isAll() && own.isAll() && told.isAll();
        long all = granted.digest() * 3 + own.digest() * 5 + told.digest() * 7;
        generation = open ? 0 : (int) (all & GENERATION - 1) | GENERATION;
    }

    /** Whether everything may pass both ways. */
    boolean isOpen() {
        return open;
    }

    /** What the neighbour is told. */
    Scopes granted() {
        return granted;
    }

    /** Whether the neighbour may know of the document. */
    boolean mayName(DocRef document) {
        return open || granted.mayRead(document);
    }

    /** Whether the neighbour gets the document from us. */
    boolean maySend(DocRef document) {
        return open || granted.mayRead(document) && told.mayWrite(document) && own.mayWrite(document);
    }

    /** Whether we take the document from the neighbour. */
    boolean mayTake(DocRef document) {
        return open || granted.mayWrite(document) && told.mayRead(document) && own.mayRead(document);
    }

    /** Whether the document passes to the neighbour and never back. */
    boolean isOneWay(DocRef document) {
        return !open && maySend(document) && !mayTake(document);
    }

    /** Whether the neighbour may have anything of that collection. */
    boolean mayAsk(String collection) {
        return granted.mayReadSome(collection);
    }

    /**
     * Another number for other rules, 0 where everything may pass: cursors that passed what was kept back under the one are of no use
     * under the other.
     */
    int generation() {
        return generation;
    }
}
