package dev.sotto.query.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A plan as lines for people, the inputs of each operator indented below it. */
final class Outline {
    private final List<String> lines;
    private final String indent;

    private Outline(List<String> lines, String indent) {
        this.lines = lines;
        this.indent = indent;
    }

    static Outline empty() {
        return new Outline(new ArrayList<>(), "");
    }

    /** Adds a line, without the NUL of names that no statement can write; what is below it goes into the outline that comes back. */
    Outline line(String text) {
        lines.add(indent + text.replace("\0", ""));
        return new Outline(lines, indent + "  ");
    }

    List<String> lines() {
        return Collections.unmodifiableList(lines);
    }
}
