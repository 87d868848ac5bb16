/**
 * Text to the tree of the parser, which ANTLR makes from {@code Statement.g4}: measured before it is parsed, words told from
 * names, literals read, and faults told with line, column and what was expected.
 *
 * <p>What a statement means does not belong here: nobody in this room knows what a SELECT is.
 */
package dev.sotto.query.grammar;
