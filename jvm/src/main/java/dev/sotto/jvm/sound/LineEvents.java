package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.MechanismSignal;

/**
 * What a silent line tells its keeper, always from the line's own thread, one after the other.
 *
 * <p>First one of {@link #opened}, {@link #failed} and {@link #occupied}, once. After opened any number of pairs {@link #interrupted} and
 * {@link #resumed}, then at most one of {@link #lost} and {@link #serverLost}. Nothing after
 * close, failed, occupied or lost.
 */
interface LineEvents {
    /** The line runs and takes silence; its buffer holds so many milliseconds. */
    void opened(long bufferMillis);

    /**
     * The line could not be opened.
     *
     * @param permanent true if trying again without a change of the machine is pointless
     */
    void failed(boolean permanent, String why);

    /** The line could not be opened because a call has the sound. Instead of {@link #failed}. */
    void occupied(String why);

    /** The line stands still because somebody else has the sound: a call, or a suspended device. */
    void interrupted(MechanismSignal.Cause cause, String why);

    /** What interrupted the line is over, and the line runs again. */
    void resumed();

    /** This line is dead; the server may be well. */
    void lost(String why);

    /** The audio server went away, and every line with it. */
    void serverLost(String why);
}
