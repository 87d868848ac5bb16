/**
 * The demo: three nights of a till and a phone, with an operating system played by the phone bench.
 *
 * <p>Here belong the plan of a night, the two processes, what was seen of each order, and how that is shown (table, JSON
 * lines, HTML). How a process is frozen or an audio server is killed does not belong here: that is the phone bench's.
 */
package dev.sotto.cli.demo;
