/**
 * Where one peer's documents live: one SQLite file, its change feed, its cursors, the observers that follow it.
 *
 * <p>A write becomes true here: it is stamped, joined into its document, given an lsn, committed, and published only
 * once the disk holds it. What does not belong here: frames, sessions and links. The store does not know that other
 * peers exist; it keeps their cursors as opaque rows and joins the entries it is given.
 */
package dev.sotto.store;
