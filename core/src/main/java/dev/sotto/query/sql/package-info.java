/**
 * Conditions, sort keys and values as SQL for SQLite, over the JSON of documents, with the very answers that
 * {@link dev.sotto.query.expression} gives in memory; the two are tested against each other.
 *
 * <p>Connections do not belong here: this room writes text, a store runs it.
 */
package dev.sotto.query.sql;
