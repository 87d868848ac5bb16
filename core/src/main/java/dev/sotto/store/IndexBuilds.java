package dev.sotto.store;

import dev.sotto.query.scan.IndexDefinition;

/** Hears of indexes that are being built from what is stored, on the thread that builds, which does nothing else meanwhile. */
public interface IndexBuilds {
    /** Nobody wants to know. */
    IndexBuilds UNHEARD = (index, documents) -> () -> {};

    /**
     * One begins.
     *
     * @param documents of the whole store: all of them are gone through
     * @return is run about every millisecond while it lasts; must return at once and not throw
     */
    Runnable begins(IndexDefinition index, long documents);
}
