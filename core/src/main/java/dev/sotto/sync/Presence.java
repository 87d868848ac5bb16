package dev.sotto.sync;

import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who is near, and over whom who else. Each store floods a record of its own links; the newest one of a store wins, as in
 * a link-state routing protocol (RFC 2328, section 13). Nothing is repeated while nothing changes: a record goes over
 * each link once. All sessions of a store share this.
 *
 * <p>A sequence number is the wall clock's milliseconds at the change, or one more than the last. A store that finds a
 * newer record of itself than its own goes on from there: it was started again, with its clock set back.
 */
public final class Presence {
    private final Map<StoreId, Heard> records = new TreeMap<>();
    private final Map<Introductions, Message.Presence.Neighbour> live = new LinkedHashMap<>();
    private StoreId self = new StoreId(dev.sotto.document.Bytes.of(new byte[StoreId.LENGTH]));
    private String name = "";
    private MapValue metadata = MapValue.EMPTY;
    private long seq;
    private long version;
    private long forgotMillis;
    private Optional<Message.Presence> own = Optional.empty();
    private Optional<PresenceGraph> graph = Optional.empty();
    private boolean changed;
    private boolean graphChanged;

    /** A record of another store. */
    static final class Heard {
        private Message.Presence record;
        private final Introductions from;
        private long reachableMillis;

        private Heard(Message.Presence record, Introductions from, long atMillis) {
            this.record = record;
            this.from = from;
            this.reachableMillis = atMillis;
        }

        Message.Presence record() {
            return record;
        }
    }

    /** Who this store is to others. */
    public void introduce(StoreId store, String deviceName, MapValue ownMetadata, Now now) {
        boolean differs = !store.equals(self) || !deviceName.equals(name) || !ownMetadata.equals(metadata);
        self = store;
        name = deviceName;
        metadata = ownMetadata;
        if (differs) {
            ownChanged(now);
        }
    }

    /** This store has another id from now on; the old one is another store's. */
    public void rename(StoreId store, Now now) {
        records.remove(store);
        introduce(store, name, metadata, now);
    }

    private void ownChanged(Now now) {
        seq = Math.max(seq + 1, now.wallMillis());
        own = Optional.empty();
        touched();
    }

    private void touched() {
        graph = Optional.empty();
        version++;
        changed = true;
        graphChanged = true;
    }

    /** Whether sessions may have something to pass on; asked once. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Whether the graph may be another than when this was last asked. */
    public boolean takeGraphChanged() {
        boolean was = graphChanged;
        graphChanged = false;
        return was;
    }

    /** The stores that are reached now. */
    public PresenceGraph graph() {
        if (!graph.isPresent()) {
            Map<StoreId, Message.Presence> said = new TreeMap<>();
            records.forEach((store, heard) -> said.put(store, heard.record));
            graph = Optional.of(PresenceGraph.from(own(), said));
        }
        return graph.get();
    }

    /** The record of this store. */
    Message.Presence own() {
        if (!own.isPresent()) {
            Map<StoreId, Message.Presence.Neighbour> links = new TreeMap<>();
            for (Message.Presence.Neighbour link : live.values()) {
                if (links.size() < dev.sotto.wire.Limits.PRESENCE_LINKS_MAX) {
                    links.put(link.store(), link);
                }
            }
            own = Optional.of(new Message.Presence(self, seq, name, metadata, new ArrayList<>(links.values())));
        }
        return own.get();
    }

    /** Rises with every record that is another than before. */
    long version() {
        return version;
    }

    void linked(Introductions session, Message.Presence.Neighbour peer, Now now) {
        if (!peer.equals(live.put(session, peer))) {
            ownChanged(now);
        }
    }

    void unlinked(Introductions session, Now now) {
        if (live.remove(session) != null) {
            ownChanged(now);
        }
    }

    /** A record came. Those of no use are dropped: older ones, and ones from too far ahead of this clock. */
    void heard(Message.Presence record, Introductions from, Now now) {
        if (record.seq() > now.wallMillis() + dev.sotto.document.Limits.CLOCK_FUTURE_MILLIS_MAX) {
            return;
        }
        if (record.store().equals(self)) {
            if (record.seq() > seq) {
                seq = record.seq();
                ownChanged(now);
            }
            return;
        }
        Heard before = records.get(record.store());
        if (before != null && before.record.seq() >= record.seq()) {
            return;
        }
        Heard next = new Heard(record, from, now.monotonicMillis());
        records.put(record.store(), next);
        touched();
        while (records.size() > Limits.PRESENCE_STORES_MAX || links() > Limits.PRESENCE_LINKS_MAX) {
            makeRoom();
        }
    }

    private int links() {
        int links = 0;
        for (Heard heard : records.values()) {
            links += heard.record.links().size();
        }
        return links;
    }

    /** Whoever brought the most gives way: a neighbour that makes stores up forgets those first that it told of itself. */
    private void makeRoom() {
        Map<Introductions, Integer> brought = new LinkedHashMap<>();
        for (Heard heard : records.values()) {
            brought.merge(heard.from, 1 + heard.record.links().size(), Integer::sum);
        }
        int most = Collections.max(brought.values());
        StoreId drop = self;
        for (Map.Entry<StoreId, Heard> each : records.entrySet()) {
            Integer count = brought.get(each.getValue().from);
            if (count != null && count == most) {
                drop = each.getKey();
            }
        }
        records.remove(drop);
    }

    /** The records of others that a session is to pass on. */
    List<Heard> others(Introductions session) {
        List<Heard> others = new ArrayList<>();
        for (Heard heard : records.values()) {
            if (heard.from != session) {
                others.add(heard);
            }
        }
        return others;
    }

    /** How many records of others are kept. */
    int size() {
        return records.size();
    }

    /** Forgets stores that have not been reached for so long. */
    void forget(long millis, Now now) {
        if (records.isEmpty() || forgotMillis + Limits.PRESENCE_LOOK_MILLIS > now.monotonicMillis()) {
            return;
        }
        forgotMillis = now.monotonicMillis();
        for (PresenceGraph.Node node : graph().nodes()) {
            Heard heard = records.get(node.store());
            if (heard != null) {
                heard.reachableMillis = now.monotonicMillis();
            }
        }
        records.values().removeIf(heard -> heard.reachableMillis + millis < now.monotonicMillis());
    }
}
