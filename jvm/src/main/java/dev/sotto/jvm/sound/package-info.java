/**
 * Silence that an operating system or an audio server can see: two keepers that hold a real, running, silent playback
 * stream. One speaks Java Sound, the other libpulse.
 *
 * <p>What does not belong here: any decision about when to hold, how often to try again or what to try next. Those are
 * the machine's, in {@code dev.sotto.background}; a keeper opens one line when asked, reports what happens to it, and
 * gives it back.
 */
@NullMarked
package dev.sotto.jvm.sound;

import org.jspecify.annotations.NullMarked;
