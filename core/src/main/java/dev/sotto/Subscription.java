package dev.sotto;

/**
 * What this store wants from other stores: the documents that match a statement, from every peer it meets, as long as the
 * subscription is open. Documents that are here already stay when it is closed. One that no longer matches is told by
 * {@link SyncEvent.Left}, and stays or goes as {@link SubscriptionOptions} say.
 *
 * <p>It is not remembered in the store: register what you want at each start, before {@link Sync#start()}, so that the
 * first greeting already names it and catching up goes on where it stopped.
 */
public interface Subscription extends AutoCloseable {
    /** The statement as it was registered. */
    String statement();

    /** Withdraws it: peers stop sending what no other subscription wants. Any thread, any number of times. */
    @Override
    void close();
}
