package dev.sotto.background.status;

/** Hears of every change of status. */
public interface StatusListener {

    /**
     * Called on the machine's thread, in order, after the change. May call the facade, also start() and stop(). What it
     * throws is caught and counted.
     */
    void changed(Status status);
}
