package dev.sotto.sync;

/**
 * What is known of one document at the peer, in this session.
 *
 * @param hash of a state that the peer holds, or will once it has read what we sent
 * @param lsn of ours: what arrived here later is new to the peer
 */
record Known(long hash, long lsn) {}
