/**
 * Reads what an app declares to a phone's operating system, and says what is missing for syncing in the background and
 * what the stores' reviewers will ask.
 *
 * <p>Not in it: what this machine can do, which is the examination of {@code dev.sotto.jvm.doctor}.
 */
@NullMarked
package dev.sotto.cli.lint;

import org.jspecify.annotations.NullMarked;
