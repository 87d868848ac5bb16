/**
 * Where an iOS app is, over all its scenes, and the last seconds that the system grants it: background tasks, the flush
 * before a suspension, what is told after one.
 *
 * <p>Whether to hold the process does not belong here: the machine of {@code background} decides.
 */
package dev.sotto.ios.lifecycle;
