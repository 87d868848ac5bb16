package dev.sotto.sync;

import dev.sotto.document.RefusedException;

/** What the peer lets us send of our feed in a session, and what was sent of it. Whatever it grants, we keep to our own bound. */
final class CreditOut {
    private long granted;
    private long sent;

    /** Its HELLO. */
    void begin(long bytes) {
        granted = bytes;
    }

    void granted(long bytes) {
        if (bytes < granted) {
            throw new RefusedException(
                    "CREDIT_INVALID", "credit", bytes, "at least the " + granted + " granted before");
        }
        granted = bytes;
    }

    void sent(long weight) {
        sent += weight;
    }

    /** Whether more may be told when {@code weight} more is about to be sent. */
    boolean allows(long weight) {
        return sent + weight < granted;
    }
}
