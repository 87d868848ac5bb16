package dev.sotto.peer;

import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.store.IndexBuilds;

/**
 * Tells of an index whose building takes long, every second. How far it is nobody knows: SQLite says that it goes on, not how
 * much is left. On the loop.
 */
final class BuildReports implements IndexBuilds {
    private final Ticker ticker;
    private final PeerListener listener;

    BuildReports(Ticker ticker, PeerListener listener) {
        this.ticker = ticker;
        this.listener = listener;
    }

    @Override
    public Runnable begins(IndexDefinition index, long documents) {
        return new Build(index, documents);
    }

    private final class Build implements Runnable {
        private final IndexDefinition index;
        private final long documents;
        private final long beganMillis = ticker.monotonicMillis();
        private long dueMillis = beganMillis + Limits.BUILD_REPORT_MILLIS;

        Build(IndexDefinition index, long documents) {
            this.index = index;
            this.documents = documents;
        }

        @Override
        public void run() {
            long now = ticker.monotonicMillis();
            if (now >= dueMillis) {
                dueMillis = now + Limits.BUILD_REPORT_EVERY_MILLIS;
                listener.building(index.collection(), index.name(), documents, now - beganMillis);
            }
        }
    }
}
