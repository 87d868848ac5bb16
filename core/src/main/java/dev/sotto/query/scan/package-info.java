/**
 * What a plan asks of whoever has the documents: those of a collection, by ids, in an index or an order, with what the plan
 * would like the store to decide; as SQL for SQLite, or over documents in memory. Indexes are defined and chosen here.
 *
 * <p>Where documents are does not belong here: a store is behind {@link dev.sotto.query.scan.RowSource}, be it SQLite or
 * memory.
 */
package dev.sotto.query.scan;
