package dev.sotto.testkit.world;

import dev.sotto.sync.Protections;

/**
 * What is wrong on purpose in a world, to show that it would be seen.
 *
 * @param protections rules of sync that are on
 * @param restoreRenewsEpoch a store that was put back from a backup knows it
 */
record Plants(Protections protections, boolean restoreRenewsEpoch) {
    static final Plants NONE = new Plants(Protections.ALL, true);
}
