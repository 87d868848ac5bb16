package dev.sotto;

import dev.sotto.peer.Peer;

/** An observation that is open. */
final class Observing implements Observation {
    private final String statement;
    private final Peer peer;
    private volatile boolean closed;
    private volatile Runnable end = () -> {};

    Observing(String statement, Peer peer) {
        this.statement = statement;
        this.peer = peer;
    }

    /** What ends it, to be run on the loop. */
    void endsWith(Runnable ending) {
        end = ending;
        if (closed) {
            peer.post(ending);
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String statement() {
        return statement;
    }

    @Override
    public void close() {
        closed = true;
        peer.post(end);
    }
}
