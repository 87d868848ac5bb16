package dev.sotto.sync;

import dev.sotto.document.StoreId;

/**
 * Which store this is.
 *
 * @param epoch eight random bytes, new when the store may be a copy of another or has lost changes
 * @param bootNonce random at each start of the process
 */
public record StoreIdentity(StoreId storeId, long epoch, long bootNonce) {}
