/**
 * What an app can read about its background sync: the fact now, why it is not better, and the history with every gap
 * and its cause. Values only.
 *
 * <p>Wishes do not belong here, except the app's policy, which status explains itself by.
 */
package dev.sotto.background.status;
