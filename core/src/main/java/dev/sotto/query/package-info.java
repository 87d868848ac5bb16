/**
 * The statement language: text to statement, statement to predicate, order and SQL, and the rules by which values compare.
 *
 * <p>Running a statement does not belong here: nothing in this room knows a transaction, a table of documents or a peer.
 * {@link dev.sotto.query.SqlCompiler} writes SQL text and leaves it to the store to run it.
 */
package dev.sotto.query;
