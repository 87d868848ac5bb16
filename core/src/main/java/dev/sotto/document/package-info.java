/**
 * Documents and how they merge: values, paths, hybrid logical clocks, the lattice of entries, and the canonical bytes
 * of all of them. Everything here is pure: the same arguments give the same bytes on every device.
 *
 * <p>What does not belong here: anything that knows where a document is stored or to whom it is sent.
 */
package dev.sotto.document;
