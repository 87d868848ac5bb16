/**
 * The ports of this module on Apple's own classes, one call for one call. None of these classes loads on a JVM.
 *
 * <p>A branch that could be tested does not belong here: it belongs behind a port. Nor does audio, which has its own
 * package so that it can be left out.
 */
package dev.sotto.ios.apple;
