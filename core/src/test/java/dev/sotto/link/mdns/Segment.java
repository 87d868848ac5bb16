package dev.sotto.link.mdns;

import dev.sotto.document.Bytes;
import dev.sotto.link.discovery.Advert;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A simulated network segment with virtual time: everybody hears what anybody says, the speaker too. */
final class Segment {
    /** One device on it. */
    final class Station implements Browser.Sink {
        final TreeMap<String, String> sees = new TreeMap<>();
        final List<String> heard = new ArrayList<>();
        final Responder responder;
        final Browser browser;
        boolean on = true;
        int sent;

        Station(String instance, String address) {
            this.responder =
                    new Responder(new Advert(instance, 4040, Bytes.utf8("\003v=1")), List.of(Bytes.hex(address)), now);
            this.browser = new Browser(instance, this, now, random.nextInt(Limits.JITTER_SPAN_MILLIS));
        }

        @Override
        public void found(String instance, int port, List<Bytes> addresses, Bytes text) {
            sees.put(instance, addresses.get(0).toHex() + ":" + port);
            heard.add("found " + instance);
        }

        @Override
        public void lost(String instance) {
            sees.remove(instance);
            heard.add("lost " + instance);
        }

        private void hear(DnsMessage message) {
            if (message.response()) {
                browser.heard(message, now);
            } else {
                responder.asked(message, now, random.nextInt(Limits.JITTER_SPAN_MILLIS));
            }
        }
    }

    final List<Station> stations = new ArrayList<>();
    final Random random;
    /** Share of messages that a station does not hear. */
    double loss;

    long now = 1_000;

    Segment(long seed) {
        this.random = new Random(seed);
    }

    Station joins(String instance, String address) {
        Station station = new Station(instance, address);
        stations.add(station);
        return station;
    }

    /** Says goodbye, and is gone. */
    void leaves(Station station) {
        station.responder.goodbye().ifPresent(message -> carry(station, message));
        station.on = false;
    }

    /** Somebody without manners says something. */
    void says(DnsMessage message) {
        byte[] bytes = message.encode();
        stations.stream().filter(station -> station.on).forEach(station -> station.hear(DnsMessage.parse(bytes)));
    }

    private void carry(Station from, DnsMessage message) {
        from.sent++;
        byte[] bytes = message.encode();
        for (Station station : stations) {
            if (station.on && (station == from || random.nextDouble() >= loss)) {
                station.hear(DnsMessage.parse(bytes));
            }
        }
    }

    void run(long millis) {
        long until = now + millis;
        while (now <= until) {
            long next = until + 1;
            for (Station station : stations) {
                if (station.on) {
                    turn(station.responder.tick(now), station);
                    turn(station.browser.tick(now), station);
                    next = Math.min(next, Math.min(station.responder.dueMillis(), station.browser.dueMillis()));
                }
            }
            now = Math.max(now + 1, next);
        }
        now = until;
    }

    private void turn(Optional<DnsMessage> said, Station by) {
        said.ifPresent(message -> carry(by, message));
    }
}
