/**
 * The foreground service that keeps the process running: the service itself, the mechanism that asks for it, and what the
 * user sees of it.
 *
 * <p>When to hold, and what to do when the system refuses, does not belong here: the mechanism tries once and says in words
 * what came of it.
 */
@NullMarked
package dev.sotto.android.service;

import org.jspecify.annotations.NullMarked;
