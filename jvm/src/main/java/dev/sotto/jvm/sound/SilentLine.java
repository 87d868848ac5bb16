package dev.sotto.jvm.sound;

/** One silent line of some sound system, with a thread of its own; what happens to it goes to {@link LineEvents}. */
interface SilentLine {
    /** Starts to open the line; the outcome is told as an event. Called once; does not block. */
    void start();

    /** Frames that the sound system took. Any thread, does not block; never shrinks. */
    long framesTaken();

    /**
     * Gives the line back and waits for it at most {@link SoundLimits#CLOSE_MILLIS_MAX}; then it is left to its thread.
     * Any thread, any number of times; from the line's own thread it does not wait.
     */
    void close();
}
