/**
 * Rows in memory and the operators over them: each takes rows and hands out rows, one at a time where it can, and what it must
 * hold is weighed.
 *
 * <p>Expressions do not belong here: an operator is given {@link dev.sotto.query.row.Term}s, which hide what they evaluate.
 */
package dev.sotto.query.row;
