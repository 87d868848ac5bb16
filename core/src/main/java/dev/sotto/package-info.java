/**
 * What an app imports: open a store, run statements, observe results, sync with other stores.
 *
 * <p>Start at {@link dev.sotto.Sotto#open}. Rules of the database do not belong here: this room puts the others together,
 * runs them on one loop a peer, and turns their answers into values and exceptions that an app can act on.
 */
package dev.sotto;
