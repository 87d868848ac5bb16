/**
 * The app that the phone bench puts to sleep, and the peer that it syncs with: real processes, real sockets.
 *
 * <p>What does not belong here: any knowledge of the phone. The app must not know that it is watched.
 */
@NullMarked
package dev.sotto.phonebench.app;

import org.jspecify.annotations.NullMarked;
