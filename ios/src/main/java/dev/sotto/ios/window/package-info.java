/**
 * Short times in which iOS wakes the process or lets it run on: app refresh, processing, and the task that a user starts.
 *
 * <p>What is done in them does not belong here: sync is resumed and paused by the machine of {@code background}.
 */
package dev.sotto.ios.window;
