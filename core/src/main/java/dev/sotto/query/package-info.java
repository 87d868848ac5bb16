/**
 * The statement language: text to statement, statement to a yes or no for one document, to rows in memory and to SQL.
 *
 * <p>Here is only what all rooms below say: the bounds of a statement and how one is refused. Each room sees those before
 * it:
 *
 * <ol>
 *   <li>{@link dev.sotto.query.value} how values compare, sort, add up and are written as JSON
 *   <li>{@link dev.sotto.query.function} the functions, from values to a value
 *   <li>{@link dev.sotto.query.grammar} text to words and the tree of the parser
 *   <li>{@link dev.sotto.query.expression} what has a value for one document, and how it gets it
 *   <li>{@link dev.sotto.query.statement} whole statements, from text and back to text
 *   <li>{@link dev.sotto.query.sql} conditions, keys and order as SQL for SQLite
 *   <li>{@link dev.sotto.query.row} rows in memory: sorted, joined, filtered, without duplicates
 *   <li>{@link dev.sotto.query.scan} what a plan asks of a store: a collection, an index, an order
 *   <li>{@link dev.sotto.query.plan} how a SELECT is answered by all of these
 * </ol>
 *
 * <p>Running a statement does not belong in any of them: nothing here knows a transaction, a table of documents or a peer.
 */
package dev.sotto.query;
