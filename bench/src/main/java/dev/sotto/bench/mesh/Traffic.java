package dev.sotto.bench.mesh;

import dev.sotto.wire.Message;

/** What went over all links since it was last cleared, in both directions. */
final class Traffic {
    private static final int HAVE = 9;
    private static final int PING = 14;
    private static final int PONG = 15;
    private static final int PRUNE = 26;
    private static final int GRAFT = 27;
    /** Of a message's type byte. */
    static final int PRESENCE = 28;

    private long bodies;
    private long announcementBytes;
    private long bytes;
    private long frames;

    void clear() {
        frames = 0;
        bodies = 0;
        announcementBytes = 0;
        bytes = 0;
    }

    /** A frame was sent, of that type and length; heartbeats are not counted. */
    void frame(int type, int length) {
        boolean beat = type == PING || type == PONG;
        bytes += beat ? 0 : length;
        frames += beat ? 0 : 1;
        announcementBytes += type == HAVE || type == PRUNE || type == GRAFT ? length : 0;
    }

    void message(Message message) {
        bodies += bodies(message);
    }

    /** States and changes of documents that it brings. */
    static int bodies(Message message) {
        if (message instanceof Message.Batch batch) {
            return batch.items().size();
        }
        boolean answers = message instanceof Message.Sync sync && sync.outcome().hasState();
        return answers || message instanceof Message.Delta ? 1 : 0;
    }

    long bodies() {
        return bodies;
    }

    /** HAVE, PRUNE and GRAFT. */
    long announcementBytes() {
        return announcementBytes;
    }

    long bytes() {
        return bytes;
    }

    long frames() {
        return frames;
    }
}
