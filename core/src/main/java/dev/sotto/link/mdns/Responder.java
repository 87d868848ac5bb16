package dev.sotto.link.mdns;

import dev.sotto.document.Bytes;
import dev.sotto.link.discovery.Advert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says on one network that our service is there, when it comes, when somebody asks, and when it goes. A machine: time and chance
 * are passed in.
 *
 * <p>It does not probe for its names (RFC 6762, section 8.1): they hold 64 random bits, so nobody else has them.
 */
final class Responder {
    static final DnsName LOCAL = DnsName.of("local");
    static final DnsName TYPE = DnsName.of("_sotto", "_tcp", "local");
    /** Whoever asks which types there are (RFC 6763, section 9). */
    static final DnsName TYPES = DnsName.of("_services", "_dns-sd", "_udp", "local");

    private static final int ANNOUNCEMENTS = 2;

    private final DnsRecord kind;
    private final DnsRecord pointer;
    private final List<DnsRecord> own = new ArrayList<>();
    private int announcements;
    private long announceMillis;
    private final Set<DnsRecord> waiting = new LinkedHashSet<>();
    private long answerMillis = Long.MAX_VALUE;
    private long answeredMillis;

    /** @param addresses ours on this network, of 4 or 16 bytes */
    Responder(Advert advert, List<Bytes> addresses, long nowMillis) {
        DnsName service = TYPE.under(advert.instance());
        // Not the device's own name: it tells who its owner is, and a system's responder answers for it.
        DnsName host = LOCAL.under("sotto-" + advert.instance());
        this.kind = new DnsRecord.Pointer(TYPES, Limits.TTL_SECONDS, TYPE);
        this.pointer = new DnsRecord.Pointer(TYPE, Limits.TTL_SECONDS, service);
        this.announceMillis = nowMillis;
        this.answeredMillis = nowMillis - Limits.ANSWER_MILLIS;
        if (advert.port() == 0) {
            announcements = ANNOUNCEMENTS; // who only looks has nothing to say
            return;
        }
        own.add(pointer);
        own.add(new DnsRecord.Service(service, Limits.HOST_TTL_SECONDS, advert.port(), host));
        own.add(new DnsRecord.Text(service, Limits.TTL_SECONDS, advert.text()));
        addresses.forEach(address -> own.add(new DnsRecord.Address(host, Limits.HOST_TTL_SECONDS, address)));
    }

    /** When {@link #tick} has something to do; Long.MAX_VALUE for never. */
    long dueMillis() {
        return Math.min(announcements < ANNOUNCEMENTS ? announceMillis : Long.MAX_VALUE, answerMillis);
    }

    /** What is to be said now. */
    Optional<DnsMessage> tick(long nowMillis) {
        if (announcements < ANNOUNCEMENTS && nowMillis >= announceMillis) {
            announcements++;
            announceMillis = nowMillis + Limits.ANNOUNCE_MILLIS;
            return Optional.of(said(own, nowMillis));
        }
        if (nowMillis >= answerMillis) {
            return Optional.of(said(new ArrayList<>(waiting), nowMillis));
        }
        return Optional.empty();
    }

    private DnsMessage said(List<DnsRecord> records, long nowMillis) {
        waiting.clear();
        answerMillis = Long.MAX_VALUE;
        answeredMillis = nowMillis;
        return DnsMessage.response(records);
    }

    /** Somebody asked; the answer comes by {@link #tick}. */
    void asked(DnsMessage query, long nowMillis, int jitterMillis) {
        List<DnsRecord> answers = answers(query);
        if (answers.isEmpty()) {
            return;
        }
        waiting.addAll(answers);
        long wait = (long) Limits.JITTER_FROM_MILLIS + jitterMillis;
        answerMillis = Math.min(answerMillis, Math.max(nowMillis + wait, answeredMillis + Limits.ANSWER_MILLIS));
    }

    /** The answer to a resolver that knows nothing of multicast DNS and asked from a port of its own (section 6.7). */
    Optional<DnsMessage> askedByLegacy(DnsMessage query) {
        List<DnsRecord> answers = new ArrayList<>();
        answers(query).forEach(answer -> answers.add(answer.living(Limits.LEGACY_TTL_SECONDS)));
        return answers.isEmpty()
                ? Optional.empty()
                : Optional.of(new DnsMessage(query.id(), true, query.questions(), answers));
    }

    private List<DnsRecord> answers(DnsMessage query) {
        Set<DnsRecord> answers = new LinkedHashSet<>();
        for (DnsMessage.Question question : query.questions()) {
            if (question.asksFor(kind) && !own.isEmpty()) {
                answers.add(kind);
            }
            for (DnsRecord one : own) {
                if (question.asksFor(one)) {
                    answers.add(one);
                }
            }
        }
        answers.removeIf(answer -> isKnown(answer, query.records()));
        if (answers.contains(pointer)) {
            answers.addAll(own); // whoever looks for us will ask for the rest next
        }
        return new ArrayList<>(answers);
    }

    /** What the asker knows, for half of its life at least, it need not be told (section 7.1). */
    private static boolean isKnown(DnsRecord answer, List<DnsRecord> known) {
        for (DnsRecord one : known) {
            if (one.ttl() >= answer.ttl() / 2 && one.living(0).equals(answer.living(0))) {
                return true;
            }
        }
        return false;
    }

    /** All of ours is gone; empty if there was nothing. */
    Optional<DnsMessage> goodbye() {
        List<DnsRecord> gone = new ArrayList<>();
        own.forEach(one -> gone.add(one.living(0)));
        return gone.isEmpty() ? Optional.empty() : Optional.of(DnsMessage.response(gone));
    }

    static List<DnsMessage.Question> questions(DnsName name, int... types) {
        List<DnsMessage.Question> questions = new ArrayList<>();
        for (int type : types) {
            questions.add(new DnsMessage.Question(name, type));
        }
        return Collections.unmodifiableList(questions);
    }
}
