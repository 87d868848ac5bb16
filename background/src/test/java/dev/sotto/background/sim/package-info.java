/**
 * A simulated platform in virtual time for this room's stories: clock, lifecycle, mechanisms, grace, windows, power,
 * journal and a sync engine, all scripted by the test.
 *
 * <p>Real threads do not belong here.
 */
package dev.sotto.background.sim;
