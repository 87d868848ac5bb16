/**
 * Automerge's Java binding at the work of {@code ./sotto bench sync}, a process of its own. Nothing of Sotto belongs here: it would
 * share what the other engine is measured with.
 */
package dev.sotto.bench.automerge;
