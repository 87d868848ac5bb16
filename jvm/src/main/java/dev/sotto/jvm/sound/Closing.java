package dev.sotto.jvm.sound;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting with an end for something that is being given back. */
final class Closing {
    private Closing() {}

    /** True if it was given back in time. An interrupt ends the waiting and stays set. */
    static boolean await(CountDownLatch gone, long millis) {
        try {
            return gone.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
