package dev.sotto.sync;

import dev.sotto.document.StoreId;

/** What a cursor belongs to: one subscription of ours, as fed by one epoch of one peer. */
public record PeerSub(StoreId peer, long peerEpoch, long subHash, int generation) {}
