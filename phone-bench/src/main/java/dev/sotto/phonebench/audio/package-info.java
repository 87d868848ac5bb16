/**
 * A real audio server of one's own: the part of a phone that decides whether an app may be heard, by which the bench
 * sees whether a keeper really holds.
 *
 * <p>What does not belong here: keepers. They play as an app does, through Java Sound or libpulse, and know nothing of
 * this room.
 */
@NullMarked
package dev.sotto.phonebench.audio;

import org.jspecify.annotations.NullMarked;
