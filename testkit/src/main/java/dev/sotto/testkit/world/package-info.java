/**
 * A virtual world: devices with clocks, disks and a phone's operating system, a network between them, and trouble drawn
 * from one seed. What runs in it is the product's own peer; only its ports are simulated.
 *
 * <p>What does not belong here: rules of sync. The world knows what must be true in the end, never how it comes about.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.testkit.world;
