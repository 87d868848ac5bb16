package dev.sotto.background.machine;

/** The machine as the checker sees it: the real one, or the real one with one thing broken on purpose. */
interface Reducer {

    Step step(KeeperState state, Event event);
}
