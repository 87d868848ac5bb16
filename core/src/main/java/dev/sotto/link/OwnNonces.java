package dev.sotto.link;

import dev.sotto.document.Bytes;
import dev.sotto.identity.Limits;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The nonces that this transport gave out lately. A peer that shows one of them is ourselves, dialled by an address that we
 * did not recognise as our own; certificates cannot tell that, since a copied store has the same. Any thread.
 */
final class OwnNonces {
    /** More than can be in the middle of AUTH at once. */
    private static final int KEPT = 4 * dev.sotto.link.Limits.UNPROVEN_MAX;

    private final ReentrantLock lock = new ReentrantLock();
    private final SecureRandom random;
    private final Set<Bytes> kept = new LinkedHashSet<>();

    OwnNonces(SecureRandom random) {
        this.random = random;
    }

    Bytes next() {
        byte[] nonce = new byte[Limits.NONCE_BYTES];
        random.nextBytes(nonce);
        Bytes fresh = Bytes.of(nonce);
        lock.lock();
        try {
            kept.add(fresh);
            if (kept.size() > KEPT) {
                kept.remove(kept.iterator().next());
            }
        } finally {
            lock.unlock();
        }
        return fresh;
    }

    boolean contains(Bytes nonce) {
        lock.lock();
        try {
            return kept.contains(nonce);
        } finally {
            lock.unlock();
        }
    }
}
