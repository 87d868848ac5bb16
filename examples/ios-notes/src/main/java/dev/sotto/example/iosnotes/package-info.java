/**
 * One text on an iPhone and on a computer, kept in step by a small sync engine of its own that Sotto keeps alive in the
 * background. The engine knows nothing of iOS, and its test runs anywhere.
 *
 * <p>Sotto's database does not belong here: it is not on iOS yet.
 */
package dev.sotto.example.iosnotes;
