/**
 * What can be proved about iOS without a Mac: that the code compiles ahead of time and links into an executable in which
 * nothing is open but the system's own symbols.
 *
 * <p>Running it does not belong here: nothing of this has ever run on a device.
 */
package dev.sotto.checks.ios;
