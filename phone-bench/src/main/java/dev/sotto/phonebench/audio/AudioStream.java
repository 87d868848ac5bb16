package dev.sotto.phonebench.audio;

/**
 * One playback stream as the audio server shows it.
 *
 * @param index the server's number for it, used once in a server's life
 * @param pid of the process that plays, as the client library told the server
 * @param role its {@code media.role}; empty when it has none
 * @param sink the name of the sink it plays to
 * @param corked whether it is paused
 * @param sinkSuspended whether its sink is suspended: then nothing is played, corked or not
 */
public record AudioStream(long index, long pid, String role, String sink, boolean corked, boolean sinkSuspended) {
    /** Whether it plays now: not corked, on a sink that runs. Silence counts, as it does on a phone. */
    public boolean plays() {
        return !corked && !sinkSuspended;
    }
}
