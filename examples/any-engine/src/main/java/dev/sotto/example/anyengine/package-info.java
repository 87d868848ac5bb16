/**
 * A sync engine that is not Sotto's, kept alive in the background by {@code sotto-background}.
 *
 * <p>Anything of Sotto's database does not belong here: that is the point.
 */
package dev.sotto.example.anyengine;
