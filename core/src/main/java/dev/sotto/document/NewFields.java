package dev.sotto.document;

import java.util.TreeMap;

/** The fields of a map that is being made in this room: whoever makes it hands them over, and holds them no longer. */
final class NewFields extends TreeMap<String, Value> {
    private static final long serialVersionUID = 1;
}
