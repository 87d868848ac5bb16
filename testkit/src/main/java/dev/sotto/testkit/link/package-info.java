/**
 * What every transport must keep, as a suite of tests to extend, and the parts that it is made of: a listener that remembers
 * and a proxy that cuts.
 *
 * <p>What does not belong here: tests of one transport alone.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.testkit.link;
