/**
 * The functions of the language, one class for each family, each from values to a value.
 *
 * <p>Expressions do not belong here: a function sees values and never the document, the variables or the clock.
 */
package dev.sotto.query.function;
