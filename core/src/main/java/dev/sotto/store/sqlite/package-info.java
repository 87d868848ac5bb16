/**
 * The store in one SQLite file: its layout, its connections, the lock on its directory, and what its failures mean.
 *
 * <p>What does not belong here: anything that another storage would need too. Stamps, groups of writes and observers are
 * the room's above; this one only keeps what it is given.
 */
package dev.sotto.store.sqlite;
