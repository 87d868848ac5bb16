/**
 * A phone's operating system, played over a real app process with real parts: a freezer, an audio server, pipes. It sends
 * lifecycle commands, watches whether the app is heard, freezes it when it is not, and writes down what happened when.
 *
 * <p>What does not belong here: anything that an app uses. The app is under test and gets no help from this room.
 */
@NullMarked
package dev.sotto.phonebench;

import org.jspecify.annotations.NullMarked;
