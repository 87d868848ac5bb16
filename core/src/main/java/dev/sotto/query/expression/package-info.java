/**
 * What has a value for one document or row (operands, conditions, aggregates), and how it gets it in memory: from fields,
 * variables and arguments, within a number of steps. A WHERE clause with its arguments is a
 * {@link dev.sotto.query.expression.Predicate}, which subscriptions and observers ask.
 *
 * <p>Statements do not belong here: an expression does not know whether it is selected, assigned or sorted by.
 */
package dev.sotto.query.expression;
