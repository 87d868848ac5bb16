package dev.sotto.sync;

import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stores that can be reached now, and over which links, as they say themselves.
 *
 * @param nodes this store first, then by distance, then by id
 */
public record PresenceGraph(List<Node> nodes) {
    /** Nobody is told of. */
    public static final PresenceGraph EMPTY = new PresenceGraph(Collections.emptyList());

    public PresenceGraph {
        nodes = Collections.unmodifiableList(new ArrayList<>(nodes));
    }

    /**
     * A store.
     *
     * @param hops 0 this store, 1 connected to it
     * @param links that it says it has; empty for one that has not said
     */
    public record Node(
            StoreId store, String name, MapValue metadata, int hops, List<Message.Presence.Neighbour> links) {}

    /**
     * What is reached from {@code own} by the links that each store on the way says it has: a store that is gone may have left
     * a record behind, but nobody says any more that it is linked to it.
     */
    static PresenceGraph from(Message.Presence own, Map<StoreId, Message.Presence> records) {
        Map<StoreId, Node> reached = new TreeMap<>();
        List<Node> nodes = new ArrayList<>();
        Node self = node(own, 0);
        reached.put(own.store(), self);
        nodes.add(self);
        for (int at = 0; at < nodes.size(); at++) {
            Node from = nodes.get(at);
            Map<StoreId, Message.Presence.Neighbour> next = new TreeMap<>();
            from.links().forEach(link -> next.put(link.store(), link));
            for (Message.Presence.Neighbour link : next.values()) {
                if (!reached.containsKey(link.store()) && nodes.size() < Limits.PRESENCE_STORES_MAX) {
                    Message.Presence said = records.get(link.store());
                    Node node = said == null
                            ? new Node(
                                    link.store(), link.name(), MapValue.EMPTY, from.hops() + 1, Collections.emptyList())
                            : node(said, from.hops() + 1);
                    reached.put(link.store(), node);
                    nodes.add(node);
                }
            }
        }
        nodes.sort((a, b) -> a.hops() != b.hops()
                ? Integer.compare(a.hops(), b.hops())
                : a.store().compareTo(b.store()));
        return new PresenceGraph(nodes);
    }

    private static Node node(Message.Presence said, int hops) {
        return new Node(said.store(), said.name(), said.metadata(), hops, said.links());
    }
}
