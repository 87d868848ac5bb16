/**
 * Two stores made equal over a link: the session machine and the port Replica, what it asks of a store. Pure: events,
 * time and data come in, effects go out.
 *
 * <p>What does not belong here: bytes, sockets, threads and clocks.
 */
package dev.sotto.sync;
