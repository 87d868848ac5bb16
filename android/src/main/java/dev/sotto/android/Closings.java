package dev.sotto.android;

import android.util.Log;
import java.util.List;

/** Closing several things of which none may keep the others from being closed. */
final class Closings {
    private Closings() {}

    static void closeAll(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception broken) {
                Log.e("Sotto", "closing " + part + " failed", broken);
            }
        }
    }
}
