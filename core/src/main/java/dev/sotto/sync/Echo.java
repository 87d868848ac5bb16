package dev.sotto.sync;

import dev.sotto.document.DocKey;
import java.util.Optional;

/**
 * Rule R9: what this link has confirmed to be at the peer is not sent over it. What one direction brings lies in the feed of
 * the other as a change like any other; without this rule each change would travel back to where it came from, over every
 * link of a mesh.
 *
 * <pre>
 *   the peer named h for d, or was sent d as h  ---->  our feed comes to d, which is h: nothing is sent
 *   the peer named h, or acknowledged it        ---->  we ask about d, which is h: our state need not go with the question
 *   what the peer told is part of our state     ---->  it announces what it told before: nothing is asked
 * </pre>
 *
 * <p>A hash covers the document's name, so a hash alone says which document is meant, whatever short name came with it. States
 * only grow: what the peer has held as h it holds as h or more, and if it evicted that, it wants none of it. Only when it asks
 * for something else may it want again what it had given up. Remembered for a session; to forget costs a body, never
 * correctness.
 */
final class Echo {
    private final Protections protections;
    private final Recent<DocKey, Known> atPeer = new Recent<>(Limits.KNOWN_MAX);
    private final Recent<Long, Boolean> named = new Recent<>(Limits.KNOWN_MAX);
    private final Recent<Long, Boolean> incorporated = new Recent<>(Limits.KNOWN_MAX);
    private long acknowledged;

    Echo(Protections protections) {
        this.protections = protections;
    }

    /** The peer holds the document so, or will once it has read what was sent. */
    void atPeer(DocKey key, Known state) {
        atPeer.put(key, state);
    }

    /** How the peer has a document, as far as is known. */
    Optional<Known> atPeer(DocKey key) {
        return atPeer.get(key);
    }

    /** The peer says that it holds a state of that hash. */
    void named(long state) {
        named.put(state, true);
    }

    /** The peer has processed our feed up to there. */
    void acknowledged(long lsn) {
        acknowledged = Math.max(acknowledged, lsn);
    }

    /** Whether the feed need not tell of a document whose state has that hash. */
    boolean isEcho(DocKey key, long state) {
        return protections.has(Protections.Rule.ECHO) && (named.contains(state) || isSent(key, state, Long.MAX_VALUE));
    }

    /** Whether the peer has said, in one way or another, that it holds that state; what is on its way may not fit there. */
    boolean isConfirmed(DocKey key, long state) {
        return protections.has(Protections.Rule.ECHO) && (named.contains(state) || isSent(key, state, acknowledged));
    }

    private boolean isSent(DocKey key, long state, long upTo) {
        return atPeer.get(key)
                .filter(known -> known.hash() == state && known.lsn() <= upTo)
                .isPresent();
    }

    /** Our state of some document includes the one of that hash, or will once this event is committed. */
    void incorporated(long state) {
        incorporated.put(state, true);
    }

    boolean isIncorporated(long state) {
        return incorporated.contains(state);
    }

    /** The peer asks for something else from now on, and is fed anew. */
    void restart() {
        atPeer.clear();
        named.clear();
        acknowledged = 0;
    }
}
