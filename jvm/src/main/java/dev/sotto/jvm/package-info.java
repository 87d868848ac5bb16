/**
 * Sotto on desktops and servers: {@link dev.sotto.jvm.SottoJvm} makes the platform that {@code
 * dev.sotto.background.BackgroundSync} runs on, from the clock, the executors, the journal file and the power supply of a
 * JVM, and from the keepers, sleep locks and lifecycle sources of the packages below this one.
 *
 * <p>What does not belong here: what to do when a hold is lost or the battery is low. This room reports and obeys; the
 * machine in {@code dev.sotto.background} decides.
 */
@NullMarked
package dev.sotto.jvm;

import org.jspecify.annotations.NullMarked;
