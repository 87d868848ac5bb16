package dev.sotto.background.machine;

import java.util.List;

/** What one event led to: the new state, and what has to be done, in order. Immutable. */
public final class Step {

    private final KeeperState state;
    private final List<Command> commands;

    Step(KeeperState state, List<Command> commands) {
        this.state = state;
        this.commands = commands;
    }

    public KeeperState state() {
        return state;
    }

    /** Unmodifiable. */
    public List<Command> commands() {
        return commands;
    }
}
