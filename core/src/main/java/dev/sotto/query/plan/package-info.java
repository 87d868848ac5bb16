/**
 * How a SELECT is answered: which index, which part of the work is the store's, and a tree of small operators for the rest.
 *
 * <p>Where rows come from does not belong here: a store hands them in through {@link dev.sotto.query.plan.RowSource}, be it
 * SQLite or memory, and the same tree runs over both.
 */
package dev.sotto.query.plan;
