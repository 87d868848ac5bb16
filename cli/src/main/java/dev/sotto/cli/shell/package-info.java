/**
 * {@code sotto shell}: a conversation with one store. A {@link dev.sotto.cli.shell.Shell} takes lines, from a person at a
 * terminal or from a pipe, and answers them.
 *
 * <p>Not in it: what a statement means. The shell knows where one ends, and asks the store for the rest.
 */
@NullMarked
package dev.sotto.cli.shell;

import org.jspecify.annotations.NullMarked;
