package dev.sotto;

import dev.sotto.background.status.Block;
import dev.sotto.background.status.Status;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What sync and the keeper tell an app, as documents. */
final class SystemDocuments {
    private SystemDocuments() {}

    /** One for this store, {@code _id} "self", and one for each peer, by its store id. */
    static List<MapValue> sync(SyncStatus status) {
        List<MapValue> rows = new ArrayList<>();
        Map<String, Object> self = new TreeMap<>();
        self.put("_id", "self");
        self.put("started", status.started());
        self.put("paused", status.paused());
        self.put("listening", status.listening());
        self.put("connected", status.connectedCount());
        rows.add(Value.ofMap(self));
        for (SyncStatus.PeerStatus peer : status.peers()) {
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", peer.storeId().toString());
            row.put("name", peer.name());
            row.put("address", peer.address());
            row.put("connected", peer.connected());
            row.put("lastHeardMillisAgo", peer.lastHeardMillisAgo());
            row.put("synced", peer.synced());
            row.put("pending", peer.pending());
            rows.add(Value.ofMap(row));
        }
        return rows;
    }

    /** One for each device that is reached, by its store id. */
    static List<MapValue> presence(Presence presence) {
        List<MapValue> rows = new ArrayList<>();
        for (Presence.Device device : presence.devices()) {
            List<Object> connections = new ArrayList<>();
            for (Presence.Connection connection : device.connections()) {
                Map<String, Object> shown = new TreeMap<>();
                shown.put("storeId", connection.storeId().toString());
                shown.put("kind", connection.kind().name());
                connections.add(shown);
            }
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", device.storeId().toString());
            row.put("name", device.name());
            row.put("hops", device.hops());
            row.put("connections", connections);
            row.put("metadata", device.metadata().toMap());
            rows.add(Value.ofMap(row));
        }
        return rows;
    }

    /** One for each commit that is asked about, by its number. */
    static List<MapValue> deliveries(List<Delivery> deliveries) {
        List<MapValue> rows = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            List<Object> holders = new ArrayList<>();
            for (Delivery.Holder holder : delivery.holders()) {
                Map<String, Object> shown = new TreeMap<>();
                shown.put("storeId", holder.storeId().toString());
                shown.put("documents", holder.documents());
                shown.put("complete", holder.complete());
                shown.put("sinceWallMillis", holder.sinceWallMillis());
                holders.add(shown);
            }
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", delivery.commitId());
            row.put("documents", delivery.documents());
            row.put("complete", delivery.completeCount());
            row.put("holders", holders);
            rows.add(Value.ofMap(row));
        }
        return rows;
    }

    /** One for each transaction that waits, is open or commits, by its number in this list. */
    static List<MapValue> transactions(List<TransactionStatus> transactions) {
        List<MapValue> rows = new ArrayList<>();
        for (TransactionStatus transaction : transactions) {
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", rows.size());
            row.put("name", transaction.name());
            row.put("readOnly", transaction.readOnly());
            row.put("state", transaction.state().name());
            row.put("millis", transaction.millis());
            rows.add(Value.ofMap(row));
        }
        return rows;
    }

    /** One for each keep-alive machine that this store was given to, by its number. */
    static List<MapValue> background(List<Status> keepers) {
        List<MapValue> rows = new ArrayList<>();
        for (Status status : keepers) {
            List<Object> blocks = new ArrayList<>();
            for (Block block : status.blocks()) {
                blocks.add(block.toString());
            }
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", rows.size());
            row.put("intent", status.intent().name());
            row.put("holding", status.holding());
            row.put("phase", status.phase().name());
            row.put("lifecycle", status.lifecycle().name());
            row.put("mechanism", status.mechanism());
            row.put("powerLevel", status.powerLevel().name());
            row.put("sinceWallMillis", status.sinceWallMillis());
            row.put("lastCause", status.lastCause().name());
            row.put("blocks", blocks);
            row.put("explanation", status.explanation());
            rows.add(Value.ofMap(row));
        }
        return Collections.unmodifiableList(rows);
    }
}
