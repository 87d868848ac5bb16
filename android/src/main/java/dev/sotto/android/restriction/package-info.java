/**
 * What the system or the user forbids an app in the background: read, put into words, and told to the machine as gates.
 *
 * <p>What only the machine knows (the wish, budgets, whether there is work) does not belong here, and neither does asking
 * the user for anything: an app decides when to open which page of the settings.
 */
@NullMarked
package dev.sotto.android.restriction;

import org.jspecify.annotations.NullMarked;
