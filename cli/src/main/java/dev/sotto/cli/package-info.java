/**
 * The command line: {@code ./sotto COMMAND}. Turns arguments into calls of the facade, and what comes back into lines.
 *
 * <p>What does not belong here: anything that an app would need too. A command that wants more than the facade offers shows
 * that the facade lacks it.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.cli;
