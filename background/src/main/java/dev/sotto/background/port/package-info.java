/**
 * What the keep-alive machine asks of its two sides: of a platform, the clocks, lifecycle, power, a few kilobytes of
 * storage, and the assertions and windows that a phone's system grants; of a sync engine, to pause, to resume and to say
 * how busy it is.
 *
 * <p>Every method says on which thread it is called, whether it may block, whether it may fail and whether it is
 * idempotent. A port that breaks its promise (throws, hangs, answers twice or late) must never hurt the machine.
 *
 * <p>Decisions do not belong here: a port reports and obeys, the machine decides.
 */
package dev.sotto.background.port;
