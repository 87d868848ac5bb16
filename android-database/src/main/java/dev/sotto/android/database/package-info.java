/**
 * The database on Android: where its directory is, which SQLite and which TLS it runs on, where its callbacks run.
 *
 * <p>Not in it: what keeps the app alive ({@code dev.sotto.android}), and anything that the database does the same elsewhere.
 */
@NullMarked
package dev.sotto.android.database;

import org.jspecify.annotations.NullMarked;
