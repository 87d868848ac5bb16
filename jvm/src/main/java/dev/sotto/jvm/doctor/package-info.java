/**
 * What this machine offers for keeping sync alive, what it does not and why, and what to change.
 *
 * <p>What does not belong here: printing. The command line prints what {@link dev.sotto.jvm.doctor.Doctor} found.
 */
@NullMarked
package dev.sotto.jvm.doctor;

import org.jspecify.annotations.NullMarked;
