package dev.sotto.sync;

import dev.sotto.document.Bytes;

/**
 * Entries of which parts are staged.
 *
 * @param payload names them
 * @param staged bytes from the beginning
 * @param total bytes in all
 */
public record Partial(Bytes payload, int staged, int total) {}
