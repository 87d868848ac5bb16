/**
 * What a change costs in a mesh of 2 to 1,000 peers: bodies, duplicates, bytes, hops and time, with the tree and without.
 *
 * <p>The peers are the product's own; their network, clock, disk and order of turns are simulated, and nothing goes wrong in
 * them. Troubles do not belong here: those are in the test kit's worlds.
 */
package dev.sotto.bench.mesh;
