/**
 * The sleep of the whole device: hearing of it in time to flush, and, where the app's policy says so, asking the system
 * not to fall asleep by itself; and the tags by which macOS and Windows let a process in the background run at speed.
 *
 * <p>What does not belong here: noticing afterwards that the device slept; that is told from clocks, in {@code
 * dev.sotto.jvm.lifecycle}.
 */
@NullMarked
package dev.sotto.jvm.sleep;

import org.jspecify.annotations.NullMarked;
