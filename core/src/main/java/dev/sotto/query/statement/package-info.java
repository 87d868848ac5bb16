/**
 * Whole statements: what each kind says, read from the tree of the parser, and written back to text where the text is a name
 * or is kept. The door to the language is {@link dev.sotto.query.statement.Statements}.
 *
 * <p>How a statement is answered does not belong here.
 */
package dev.sotto.query.statement;
