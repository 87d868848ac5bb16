/**
 * Speed and cost, each figure beside a named reference in the same run.
 *
 * <p>Here belong the benchmarks that {@code ./sotto bench} prints and the floor that they are measured against. A test that
 * fails on a slow machine does not belong here, nor anywhere else.
 */
package dev.sotto.bench;
