/**
 * The keep-alive machine: state, events, commands and the one pure function between them, with its limits and the ledger
 * that turns transitions into a report. Public only for the rooms beside it; not an API of the product.
 *
 * <p>Clocks, threads, chance and calls to the outside do not belong here: time and jitter arrive in events, and what is to
 * be done leaves in commands.
 */
package dev.sotto.background.machine;
