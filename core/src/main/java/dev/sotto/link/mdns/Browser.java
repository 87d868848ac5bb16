package dev.sotto.link.mdns;

import dev.sotto.document.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for services of our type on one network. A machine: time and chance are passed in.
 *
 * <p>Remembered are {@link Limits#SERVICES_MAX} services and the addresses of their hosts, whatever else the network says. Where a
 * service is stays known as long as the service (RFC 6762 would have it asked for every two minutes): it is needed when a
 * connection is to be made, and one that fails is {@link #doubt}.
 */
final class Browser {
    /** Told what there is. */
    interface Sink {
        /** All is known of a service, or something has changed. Addresses have 4 or 16 bytes. */
        void found(String instance, int port, List<Bytes> addresses, Bytes text);

        void lost(String instance);
    }

    private static final class Seen {
        private final DnsName name;
        private long expiresMillis;
        private DnsRecord.@Nullable Service where;
        private DnsRecord.@Nullable Text text;
        private int asks;
        private boolean asking = true;
        private boolean told;

        private Seen(DnsName name) {
            this.name = name;
        }
    }

    /** Services that one message asks about, so that it fits a packet. */
    private static final int ASKED_AT_ONCE = 5;

    private final String ownInstance;
    private final Sink sink;
    private final Map<DnsName, Seen> services = new LinkedHashMap<>();
    private final Map<DnsName, Set<Bytes>> hosts = new TreeMap<>();
    private long queryMillis;
    private long intervalMillis = Limits.QUERY_FIRST_MILLIS;
    private long askMillis;

    Browser(String ownInstance, Sink sink, long nowMillis, int jitterMillis) {
        this.ownInstance = ownInstance;
        this.sink = sink;
        this.queryMillis = nowMillis + Limits.JITTER_FROM_MILLIS + jitterMillis;
        this.askMillis = nowMillis;
    }

    /** When {@link #tick} has something to do. */
    long dueMillis() {
        long due = queryMillis;
        for (Seen seen : services.values()) {
            due = Math.min(due, seen.asking ? Math.min(askMillis, seen.expiresMillis) : seen.expiresMillis);
        }
        return due;
    }

    /** What is to be asked now; tells what has expired. */
    Optional<DnsMessage> tick(long nowMillis) {
        for (Seen seen : new ArrayList<>(services.values())) {
            if (nowMillis >= seen.expiresMillis) {
                forget(seen);
            }
        }
        List<DnsMessage.Question> questions = new ArrayList<>();
        List<DnsRecord> known = new ArrayList<>();
        if (nowMillis >= queryMillis) {
            queryMillis = nowMillis + intervalMillis;
            intervalMillis = Math.min(Limits.QUERY_MILLIS_MAX, 2 * intervalMillis);
            questions.addAll(Responder.questions(Responder.TYPE, DnsRecord.PTR));
            known = known(nowMillis);
        }
        if (nowMillis >= askMillis) {
            questions.addAll(askedNow());
            askMillis = nowMillis + Limits.ASK_MILLIS;
        }
        return questions.isEmpty() ? Optional.empty() : Optional.of(DnsMessage.query(questions, known));
    }

    /** Ours among them, so that we do not answer ourselves: what we send comes back to us, as to others on this machine. */
    private List<DnsRecord> known(long nowMillis) {
        List<DnsRecord> known = new ArrayList<>();
        known.add(new DnsRecord.Pointer(Responder.TYPE, Limits.TTL_SECONDS, Responder.TYPE.under(ownInstance)));
        for (Seen seen : services.values()) {
            int left = (int) ((seen.expiresMillis - nowMillis) / 1_000);
            if (seen.told && left > Limits.TTL_SECONDS / 2 && known.size() < ASKED_AT_ONCE) {
                known.add(new DnsRecord.Pointer(Responder.TYPE, left, seen.name));
            }
        }
        return known;
    }

    private List<DnsMessage.Question> askedNow() {
        List<DnsMessage.Question> questions = new ArrayList<>();
        int asked = 0;
        for (Seen seen : new ArrayList<>(services.values())) {
            if (seen.asking && asked < ASKED_AT_ONCE) {
                if (seen.asks == Limits.ASKS_MAX) {
                    forget(seen); // nobody stands for it
                    continue;
                }
                asked++;
                seen.asks++;
                questions.addAll(Responder.questions(seen.name, DnsRecord.SRV, DnsRecord.TXT));
                if (seen.where != null) {
                    questions.addAll(Responder.questions(seen.where.host(), DnsRecord.A, DnsRecord.AAAA));
                }
            }
        }
        return questions;
    }

    /** A service could not be reached: if nobody answers for it, it is lost. */
    void doubt(String instance, long nowMillis) {
        Seen seen = services.get(Responder.TYPE.under(instance));
        if (seen != null && !seen.asking) {
            seen.asking = true;
            seen.asks = 0;
            askMillis = Math.min(askMillis, nowMillis);
        }
    }

    /** Somebody said something. */
    void heard(DnsMessage message, long nowMillis) {
        Set<Seen> changed = new LinkedHashSet<>();
        for (DnsRecord one : message.records()) {
            if (one instanceof DnsRecord.Pointer pointer && pointer.name().equals(Responder.TYPE)) {
                service(pointer.target(), pointer.ttl(), nowMillis, changed);
            }
        }
        for (DnsRecord one : message.records()) {
            Seen seen = services.get(one.name());
            if (seen != null && one.ttl() > 0) {
                if (one instanceof DnsRecord.Service where) {
                    move(seen, where);
                    changed.add(seen);
                } else if (one instanceof DnsRecord.Text text) {
                    seen.text = text;
                    changed.add(seen);
                }
            }
        }
        addresses(message, changed);
        changed.forEach(this::tellIfComplete);
    }

    private void service(DnsName name, int ttl, long nowMillis, Set<Seen> changed) {
        if (!name.isUnder(Responder.TYPE) || name.first().equals(ownInstance)) {
            return;
        }
        Seen seen = services.get(name);
        if (ttl == 0) {
            if (seen != null) {
                seen.expiresMillis = Math.min(seen.expiresMillis, nowMillis + Limits.GOODBYE_MILLIS);
            }
            return;
        }
        if (seen == null) {
            if (services.size() >= Limits.SERVICES_MAX) {
                return;
            }
            seen = new Seen(name);
            services.put(name, seen);
            // Most responders send the rest along, or right after.
            askMillis = Math.max(askMillis, nowMillis + Limits.JITTER_SPAN_MILLIS);
        }
        seen.expiresMillis = nowMillis + ttl * 1_000L;
        changed.add(seen);
    }

    private void move(Seen seen, DnsRecord.Service to) {
        DnsRecord.Service from = seen.where;
        seen.where = to;
        hosts.computeIfAbsent(to.host(), host -> new LinkedHashSet<>());
        if (from != null && !from.host().equals(to.host())) {
            forgetUnless(from.host());
        }
    }

    /** A host without services is nobody's. */
    private void forgetUnless(DnsName host) {
        for (Seen seen : services.values()) {
            if (seen.where != null && seen.where.host().equals(host)) {
                return;
            }
        }
        hosts.remove(host);
    }

    /** Those of one message replace what was known of the host: whoever changes one repeats the others. */
    private void addresses(DnsMessage message, Set<Seen> changed) {
        Map<DnsName, Set<Bytes>> said = new TreeMap<>();
        for (DnsRecord one : message.records()) {
            if (one instanceof DnsRecord.Address address && one.ttl() > 0 && hosts.containsKey(one.name())) {
                Set<Bytes> ofHost = said.computeIfAbsent(one.name(), host -> new LinkedHashSet<>());
                if (ofHost.size() < Limits.HOST_ADDRESSES_MAX) {
                    ofHost.add(address.address());
                }
            }
        }
        said.forEach((host, found) -> {
            Set<Bytes> before = hosts.getOrDefault(host, new LinkedHashSet<>());
            // IPv4 and IPv6 addresses may come in messages of their own.
            before.removeIf(address -> found.stream().anyMatch(other -> other.length() == address.length()));
            before.addAll(found);
            for (Seen seen : services.values()) {
                if (seen.where != null && seen.where.host().equals(host)) {
                    changed.add(seen);
                }
            }
        });
    }

    private void tellIfComplete(Seen seen) {
        DnsRecord.Service where = seen.where;
        DnsRecord.Text text = seen.text;
        if (where == null || text == null) {
            return;
        }
        Set<Bytes> addresses = hosts.get(where.host());
        if (addresses == null || addresses.isEmpty()) {
            return;
        }
        seen.asking = false;
        seen.asks = 0;
        seen.told = true;
        sink.found(seen.name.first(), where.port(), new ArrayList<>(addresses), text.text());
    }

    private void forget(Seen seen) {
        services.remove(seen.name);
        DnsRecord.Service where = seen.where;
        if (where != null) {
            forgetUnless(where.host());
        }
        if (seen.told) {
            sink.lost(seen.name.first());
        }
    }

    /** The network is gone, and all that was on it. */
    void end() {
        new ArrayList<>(services.values()).forEach(this::forget);
    }

    /** How much is remembered, for tests of the bounds. */
    int remembered() {
        return services.size() + hosts.size();
    }
}
