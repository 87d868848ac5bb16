package dev.sotto;

/** How a subscription is kept. Immutable: each method answers another one. */
public final class SubscriptionOptions {
    /** The class of a subscription that does not say one: there is one before it and two behind it. */
    public static final int DEFAULT_CLASS = 1;

    private static final SubscriptionOptions DEFAULTS = new SubscriptionOptions(DEFAULT_CLASS, false);

    private final int syncClass;
    private final boolean evictsWhatLeft;

    private SubscriptionOptions(int syncClass, boolean evictsWhatLeft) {
        this.syncClass = syncClass;
        this.evictsWhatLeft = evictsWhatLeft;
    }

    /**
     * What {@link Sync#registerSubscription(String)} takes: class {@value #DEFAULT_CLASS}, and documents that no longer match
     * stay, and are kept up to date.
     */
    public static SubscriptionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How urgent it is: 0 comes first, 3 last. When this store is more than some hundred changes behind another one, each class gets
     * twice the bytes of the next one, so that orders are here before the catalogue, and a new order need not wait for the
     * rest of the catalogue; no class waits for ever. What is committed together in several classes may show one class after the
     * other then. A document of several classes comes with the first of them. Of equal subscriptions the first class counts.
     *
     * @param number 0 to 3
     * @throws IllegalArgumentException another number
     */
    public SubscriptionOptions inClass(int number) {
        if (number < 0 || number >= dev.sotto.wire.Limits.CLASSES) {
            throw new IllegalArgumentException("class " + number + "; classes are 0 (first) to 3");
        }
        return new SubscriptionOptions(number, evictsWhatLeft);
    }

    /**
     * Documents that match no longer are taken off this store by themselves, right after {@link SyncEvent.Left} was told; no
     * other device notices. When they match again, they come again. Not taken off are those that another open subscription
     * matches, those that are deleted (which is remembered, so that they stay it), and those in which something was written on
     * this device, since nobody else may have it. Of equal subscriptions all have to say so.
     */
    public SubscriptionOptions evictWhatLeft() {
        return new SubscriptionOptions(syncClass, true);
    }

    /** Its class, 0 to 3. */
    public int syncClass() {
        return syncClass;
    }

    public boolean evictsWhatLeft() {
        return evictsWhatLeft;
    }

    @Override
    public String toString() {
        return "class " + syncClass
                + (evictsWhatLeft ? ", documents that left are evicted" : ", documents that left stay");
    }
}
