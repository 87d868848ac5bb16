package dev.sotto.background.port;

/**
 * The sync engine as the keep-alive machine sees it: any engine that can pause, resume and say how busy it is.
 *
 * <p>{@code pause} and {@code resume} are called one at a time and in order, on the machine's thread, and must return
 * soon: work that takes longer belongs on the engine's own threads. What they throw is caught and reported.
 */
public interface SyncControl {

    /**
     * Flush what is written, commit cursors, say goodbye to peers, close listeners and sockets, then run {@code done}
     * (any thread, once). The process may stop {@code withinMillis} from now whether done or not, so what is not durable
     * by then is lost time, never lost data. Idempotent: pausing what is paused runs {@code done} at once.
     */
    void pause(PauseReason reason, long withinMillis, Runnable done);

    /**
     * Sync again. With {@link RecoverScope#FULL} nothing that was open may be trusted: rebuild all of it, whether or not
     * a pause came before. Idempotent.
     */
    void resume(RecoverScope scope);

    /** How busy sync is. Any thread; must not block and must not throw. */
    SyncActivity activity();
}
