package dev.sotto.store;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.StoreId;
import java.util.Random;

/**
 * Who this store is.
 *
 * @param storeEpoch 8 random bytes, made anew when the store finds that it was restored or cloned; cursors name it
 * @param actor who its own writes are stamped with: the storeId, made once at the first open, and an epoch that is made
 *     anew together with {@code storeEpoch}
 * @param bootNonce 8 random bytes, made at each open and never stored: two live sessions of one storeId with two nonces
 *     are two copies of one store
 */
public record StoreIdentity(long storeEpoch, Actor actor, long bootNonce) {
    /** A new store. */
    public static StoreIdentity create(Random random) {
        byte[] storeId = new byte[StoreId.LENGTH];
        random.nextBytes(storeId);
        return new StoreIdentity(
                random.nextLong(), new Actor(new StoreId(Bytes.of(storeId)), random.nextLong()), random.nextLong());
    }

    public StoreId storeId() {
        return actor.store();
    }

    /** What is kept of it when the store gets another id. */
    public Mark former() {
        return new Mark(Mark.Kind.FORMER_ID, storeId().bytes(), Bytes.of(new byte[] {1}));
    }

    /** The same store in its next process. */
    public StoreIdentity booted(Random random) {
        return new StoreIdentity(storeEpoch, actor, random.nextLong());
    }

    /** The same store after it found out that it was put back, or that it is a copy. */
    public StoreIdentity renewed(Random random) {
        return new StoreIdentity(random.nextLong(), new Actor(storeId(), random.nextLong()), bootNonce);
    }

    /** A store of its own, after it found out that it is one of two copies and that the other keeps the name. */
    public StoreIdentity renamed(Random random) {
        StoreIdentity own = create(random);
        return new StoreIdentity(own.storeEpoch, own.actor, bootNonce);
    }
}
