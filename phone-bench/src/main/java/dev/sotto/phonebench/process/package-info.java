/**
 * The app's process as an operating system holds it: started inside a cell, frozen, thawed, killed, weighed, and ended
 * by a guard when its supervisor is gone.
 *
 * <p>What does not belong here: when to freeze. That is policy, and policy is the phone's
 * ({@link dev.sotto.phonebench.PhoneOs}).
 */
@NullMarked
package dev.sotto.phonebench.process;

import org.jspecify.annotations.NullMarked;
