package dev.sotto.peer;

import dev.sotto.document.StoreId;
import dev.sotto.link.PeerAddress;

/**
 * Another store and where it was met.
 *
 * @param name what it calls itself, for people
 */
public record Neighbour(StoreId storeId, String name, PeerAddress address) {}
