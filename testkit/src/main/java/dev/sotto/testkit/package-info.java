/**
 * What apps and adapters test with: a virtual world in which time, network, disk and the phone's operating system are
 * values, and the contracts that every adapter has to keep.
 *
 * <p>What does not belong here: tests of Sotto's own rooms; those live beside what they test.
 */
package dev.sotto.testkit;
