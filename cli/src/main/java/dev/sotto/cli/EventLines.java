package dev.sotto.cli;

import dev.sotto.SyncEvent;
import dev.sotto.document.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events of sync as lines: for people, or one JSON object each. */
final class EventLines {
    private final Console console;
    private final boolean json;

    EventLines(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** Prints one event; any thread. */
    void print(SyncEvent event) {
        print(fields(event));
    }

    /** Prints fields in their order; the first is the event's name. */
    void print(Map<String, Object> fields) {
        console.out().println(json ? Printable.object(fields) : textOf(fields));
        console.out().flush();
    }

    static Map<String, Object> fields(SyncEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (event instanceof SyncEvent.Listening listening) {
            fields.put("event", "listening");
            fields.put("address", listening.address());
        } else if (event instanceof SyncEvent.ListenFailed failed) {
            fields.put("event", "listen-failed");
            fields.put("address", failed.address());
            put(fields, failed.refusal());
        } else if (event instanceof SyncEvent.Connected connected) {
            fields.put("event", "connected");
            put(fields, connected.peer());
        } else if (event instanceof SyncEvent.Disconnected disconnected) {
            fields.put("event", "disconnected");
            put(fields, disconnected.peer());
            put(fields, disconnected.reason());
        } else if (event instanceof SyncEvent.AuthFailed failed) {
            fields.put("event", "auth-failed");
            fields.put("address", failed.address());
            put(fields, failed.refusal());
        } else if (event instanceof SyncEvent.Refused refused) {
            fields.put("event", "refused");
            fields.put("address", refused.address());
            put(fields, refused.refusal());
        } else if (event instanceof SyncEvent.ConnectFailed failed) {
            fields.put("event", "connect-failed");
            fields.put("address", failed.address());
            put(fields, failed.refusal());
        } else if (event instanceof SyncEvent.Synced synced) {
            fields.put("event", "synced");
            put(fields, synced.peer());
        } else if (event instanceof SyncEvent.PeerFault fault) {
            fields.put("event", "peer-fault");
            put(fields, fault.peer());
            put(fields, fault.refusal());
        } else {
            putOthers(fields, event);
        }
        return fields;
    }

    private static void putOthers(Map<String, Object> fields, SyncEvent event) {
        if (event instanceof SyncEvent.Left left) {
            fields.put("event", "left");
            fields.put("subscription", left.subscription().statement());
            fields.put("collection", left.collection());
            fields.put("id", left.id().toString());
            fields.put("deleted", left.deleted());
        } else if (event instanceof SyncEvent.Discovered discovered) {
            fields.put("event", "discovered");
            fields.put("advert", discovered.advert());
            fields.put("addresses", discovered.addresses());
        } else if (event instanceof SyncEvent.DiscoveryLost lost) {
            fields.put("event", "discovery-lost");
            fields.put("advert", lost.advert());
        } else if (event instanceof SyncEvent.AdvertRefused refused) {
            fields.put("event", "advert-refused");
            fields.put("advert", refused.advert());
            put(fields, refused.refusal());
        } else if (event instanceof SyncEvent.DiscoveryFailed failed) {
            fields.put("event", "discovery-failed");
            put(fields, failed.refusal());
        } else if (event instanceof SyncEvent.CertificateExpiring expiring) {
            fields.put("event", "certificate-expiring");
            fields.put("until", expiring.notAfter().toString());
        } else if (event instanceof SyncEvent.PeerRetired retired) {
            fields.put("event", "peer-retired");
            put(fields, retired.peer());
        } else if (event instanceof SyncEvent.Retired retired) {
            fields.put("event", "retired");
            fields.put("documents", retired.documents());
        } else if (event instanceof SyncEvent.Rejoined rejoined) {
            fields.put("event", "rejoined");
            fields.put("former", rejoined.former().toString());
            fields.put("store", rejoined.now().toString());
        } else if (event instanceof SyncEvent.ClockTrouble trouble) {
            fields.put("event", "clock-trouble");
            put(fields, trouble.refusal());
        } else if (event instanceof SyncEvent.TakenApart apart) {
            fields.put("event", "taken-apart");
            put(fields, apart.peer());
        } else if (event instanceof SyncEvent.LinkMoved moved) {
            fields.put("event", "link-moved");
            put(fields, moved.peer());
            put(fields, moved.reason());
        } else if (event instanceof SyncEvent.Frozen frozen) {
            fields.put("event", "frozen");
            fields.put("millis", frozen.millis());
        } else if (event instanceof SyncEvent.Paused paused) {
            fields.put("event", "paused");
            fields.put("reason", paused.reason());
        } else if (event instanceof SyncEvent.Resumed) {
            fields.put("event", "resumed");
        } else if (event instanceof SyncEvent.PresenceChanged changed) {
            fields.put("event", "presence");
            fields.put("stores", changed.presence().devices().size());
        } else if (event instanceof SyncEvent.Delivered delivered) {
            fields.put("event", "delivered");
            fields.put("commit", delivered.delivery().commitId());
            fields.put("holder", delivered.holder().toString());
        } else if (event instanceof SyncEvent.EventsDropped dropped) {
            fields.put("event", "events-dropped");
            fields.put("count", dropped.count());
        } else {
            fields.put("event", event.getClass().getSimpleName());
        }
    }

    private static void put(Map<String, Object> fields, SyncEvent.Peer peer) {
        fields.put("peer", peer.storeId().toString());
        fields.put("name", peer.name());
        fields.put("address", peer.address());
    }

    private static void put(Map<String, Object> fields, Refusal refusal) {
        fields.put("code", refusal.code());
        fields.put("field", refusal.field());
        fields.put("got", refusal.got());
        fields.put("wanted", refusal.wanted());
    }

    /** {@code connected  peer=... name=...}: words first, then what belongs to them. */
    private static String textOf(Map<String, Object> fields) {
        StringBuilder line = new StringBuilder();
        fields.forEach((name, value) -> {
            String text = Printable.text(String.valueOf(value));
            if (line.length() == 0) {
                line.append(String.format("%-14s", text));
            } else if (!text.isEmpty()) {
                line.append(' ').append(name).append('=').append(text.indexOf(' ') < 0 ? text : '"' + text + '"');
            }
        });
        return line.toString().trim();
    }
}
