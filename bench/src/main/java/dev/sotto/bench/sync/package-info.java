/**
 * What sync costs: bytes and time of a named work, beside other engines that do the same work in the same run.
 *
 * <p>The peers here are the product's own, on real disks, over real TLS; only their transports are wrapped, to count what is
 * handed to the secure channel. Simulated peers do not belong here.
 */
package dev.sotto.bench.sync;
