package dev.sotto.background.port;

/**
 * The sync engine as the keep-alive machine sees it: any engine that can pause, resume and say how busy it is.
 *
 * <p>All three are called on a worker thread, one at a time and in order. They may block for a short time; one that hangs
 * or throws is reported and only costs its own engine.
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

    /** How busy sync is. Asked every few seconds. */
    SyncActivity activity();
}
