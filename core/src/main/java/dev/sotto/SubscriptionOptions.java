package dev.sotto;

/** How a subscription is kept. Immutable: each method answers another one. */
public final class SubscriptionOptions {
    private static final SubscriptionOptions DEFAULTS = new SubscriptionOptions(false);

    private final boolean evictsWhatLeft;

    private SubscriptionOptions(boolean evictsWhatLeft) {
        this.evictsWhatLeft = evictsWhatLeft;
    }

    /** What {@link Sync#registerSubscription(String)} takes: documents that no longer match stay, and are kept up to date. */
    public static SubscriptionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Documents that match no longer are taken off this store by themselves, right after {@link SyncEvent.Left} was told; no
     * other device notices. When they match again, they come again. Not taken off are those that another open subscription
     * matches, those that are deleted (which is remembered, so that they stay it), and those in which something was written on
     * this device, since nobody else may have it. Of equal subscriptions all have to say so.
     */
    public SubscriptionOptions evictWhatLeft() {
        return new SubscriptionOptions(true);
    }

    public boolean evictsWhatLeft() {
        return evictsWhatLeft;
    }

    @Override
    public String toString() {
        return evictsWhatLeft ? "documents that left are evicted" : "documents that left stay";
    }
}
