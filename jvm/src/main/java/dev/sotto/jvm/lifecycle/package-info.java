/**
 * Where the app is and what happens to its process: sources that the app feeds, that windows feed, and that clocks and
 * signals of the system feed; and the grace in which an app flushes before it is stopped.
 *
 * <p>What does not belong here: holding anything. A source only tells.
 */
@NullMarked
package dev.sotto.jvm.lifecycle;

import org.jspecify.annotations.NullMarked;
