package dev.sotto.bench.sync;

/** No relay: who dials goes straight to who listened before. Used by one thread after the other. */
final class DirectWay implements Side.Way {
    private volatile int port;

    @Override
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("nobody listens yet; await \"listening\" first");
        }
        return port;
    }

    @Override
    public void to(int listening) {
        port = listening;
    }
}
