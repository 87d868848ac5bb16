/**
 * One peer's loop: the one thread on which its store is written and its sessions run, and what feeds it with time, tasks
 * and bytes. It puts the pure rooms to work and owns none of their rules.
 *
 * <p>The app does not belong here: nothing in this room calls it, knows its threads, or throws what it is shown.
 */
package dev.sotto.peer;
