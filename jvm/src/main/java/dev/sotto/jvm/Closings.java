package dev.sotto.jvm;

import java.util.List;

/** Closing several things of which none may keep the others from being closed. */
final class Closings {
    private static final System.Logger LOG = System.getLogger("dev.sotto.jvm");

    private Closings() {}

    static void closeAll(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception broken) {
                LOG.log(System.Logger.Level.ERROR, "closing " + part + " failed", broken);
            }
        }
    }
}
