package dev.sotto;

import dev.sotto.document.StoreId;
import dev.sotto.sync.PresenceGraph;
import dev.sotto.wire.LinkKind;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The devices that this one reaches, near and over several hops, as each says itself. True within two seconds of a cut that
 * a system reports, within 2.5 heartbeats of one that none does. Immutable.
 *
 * @param devices this one first, then by distance, then by id; at most {@link dev.sotto.sync.Limits#PRESENCE_STORES_MAX}
 */
public record Presence(List<Device> devices) {
    public Presence {
        devices = Collections.unmodifiableList(new ArrayList<>(devices));
    }

    static Presence of(PresenceGraph graph) {
        List<Device> devices = new ArrayList<>();
        for (PresenceGraph.Node node : graph.nodes()) {
            List<Connection> connections = new ArrayList<>();
            for (Message.Presence.Neighbour link : node.links()) {
                connections.add(new Connection(link.store(), LinkKind.ofNumber(link.kind())));
            }
            devices.add(new Device(node.store(), node.name(), new Document(node.metadata()), node.hops(), connections));
        }
        return new Presence(devices);
    }

    /**
     * A device. Name and metadata are what it says: show them, do not decide by them.
     *
     * @param metadata what its app gave to {@link Sync#introduce}
     * @param hops 0 this device, 1 connected to it
     * @param connections that it says it has, in the order of their ids; empty for one that has no others than ours
     */
    public record Device(StoreId storeId, String name, Document metadata, int hops, List<Connection> connections) {
        public Device {
            connections = Collections.unmodifiableList(new ArrayList<>(connections));
        }
    }

    /** A link to another device. */
    public record Connection(StoreId storeId, LinkKind kind) {}
}
