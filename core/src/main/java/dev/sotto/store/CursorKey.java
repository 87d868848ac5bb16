package dev.sotto.store;

import dev.sotto.document.StoreId;

/**
 * Whose feed, under which subscription.
 *
 * @param peer the sender
 * @param peerEpoch the sender's storeEpoch: another epoch is another order
 * @param subHash the first 8 bytes of the subscription's canonical hash
 * @param generation counts up when the app asks for everything again; cursors of older generations are dead
 */
public record CursorKey(StoreId peer, long peerEpoch, long subHash, int generation) {}
