/**
 * Values as the language sees them: which equal which, which comes first, what AND and OR and + make of them, and the one JSON
 * text in which a store keeps them. docs/STATEMENTS.md says the same in tables.
 *
 * <p>Fields and parameters do not belong here: everything is given its values.
 */
package dev.sotto.query.value;
