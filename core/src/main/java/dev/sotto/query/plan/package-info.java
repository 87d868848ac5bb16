/**
 * How a SELECT is answered: which index, which part of the work is the store's, and a tree of operators for the rest.
 *
 * <p>The operators do not belong here (they are {@link dev.sotto.query.row}), nor how a store finds documents
 * ({@link dev.sotto.query.scan}): a plan says who does what, in which order.
 */
package dev.sotto.query.plan;
