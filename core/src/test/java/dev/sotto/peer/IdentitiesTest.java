package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.store.MemoryStorage;
import dev.sotto.store.StoreIdentity;
import dev.sotto.sync.SyncEvent;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of a store's name when it is told that it is not the only one (rule R7). */
class IdentitiesTest {
    private final MemoryStorage storage = new MemoryStorage(new Random(20_261_124));
    private final Identities identities = new Identities(storage);
    private int renamed;

    private boolean renew() {
        return identities.renew(() -> renamed++).isPresent();
    }

    private void told(boolean copied, boolean another) {
        identities.lost(new SyncEvent.IdentityCloned(storage.identity().storeId(), copied, another));
    }

    @Test
    void whoeverIsToldNothingStaysWhoItIs() {
        StoreIdentity before = storage.identity();
        assertFalse(renew());
        assertEquals(before, storage.identity());
    }

    @Test
    void anEpochThatIsLostIsDrawnAnewOnceAndTheNameStays() {
        StoreIdentity before = storage.identity();
        told(false, false);
        told(false, false);
        assertTrue(renew());
        assertFalse(renew());
        assertEquals(before.storeId(), storage.identity().storeId());
        assertNotEquals(before.storeEpoch(), storage.identity().storeEpoch());
        assertEquals(0, renamed);
    }

    @Test
    void oneThatIsToBeAnotherStoreIsAnotherInAllThatItSays() {
        StoreIdentity before = storage.identity();
        told(true, false);
        told(true, true);
        assertTrue(renew());
        assertNotEquals(before.storeId(), storage.identity().storeId());
        assertNotEquals(before.storeEpoch(), storage.identity().storeEpoch());
        assertNotEquals(before.actor(), storage.identity().actor());
        assertEquals(1, renamed);
    }

    @Test
    void aPeerThatLiesGivesItNoMoreThanSoManyNames() {
        for (int i = 0; i < Limits.COPIES_MET_MAX; i++) {
            told(true, true);
            assertTrue(renew());
        }
        StoreIdentity last = storage.identity();
        told(true, true);
        assertFalse(renew());
        assertEquals(last, storage.identity());
        assertEquals(Limits.COPIES_MET_MAX, renamed);

        told(false, false); // that others know later numbers of ours is no word of a copy
        assertTrue(renew());
    }
}
