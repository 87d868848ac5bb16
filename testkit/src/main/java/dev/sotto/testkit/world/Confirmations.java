package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.sync.PostHash;
import dev.sotto.wire.Message;
import dev.sotto.wire.MessageType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a connection has confirmed to one of its ends: which documents the other end holds, and in which states. */
final class Confirmations {
    private static final int NO_BATCH = -1;

    /** A hash that nobody said. Whoever asks about that document nevertheless says that its BATCH did not fit. */
    private static final long NOT_KNOWN = 0;

    private final PostHash hash;
    private final LinkNames names;
    private final Map<DocKey, Map<Long, Confirmed>> confirmed = new TreeMap<>();

    /** What this end has told in its feed and nobody has acknowledged. */
    private final List<Named> told = new ArrayList<>();

    /** What this end has asked about and was not answered, in order. */
    private final List<Optional<DocKey>> asked = new ArrayList<>();

    /** What each BATCH of the other end named. */
    private final List<List<Named>> batches = new ArrayList<>();

    /** Something was not taken for its clock: what is acknowledged need not be held. */
    private boolean refused;

    /** How often this end said STANDBY without having been told to, and was not answered. */
    private int standbysDue;

    private boolean owesStandby;

    /**
     * A document in a state, as a message names it.
     *
     * @param lsn of the change under which the feed tells of it; 0 outside of the feed
     */
    record Named(DocKey key, long hash, long lsn, MessageType by) {
        /** Whether the state came along, or what it lacks. */
        boolean hasBody() {
            return by == MessageType.DELTA || by == MessageType.BATCH || by == MessageType.SYNCREQ;
        }
    }

    /**
     * How far a device was when it could first read that.
     *
     * @param step the number of the last one that it had taken
     * @param lsn of its own last durable change
     */
    record Moment(long step, long lsn) {}

    /**
     * When, and by which message.
     *
     * @param batch the number of a BATCH, of which all is believed or nothing; {@link #NO_BATCH} for others
     */
    record Confirmed(Moment since, MessageType by, int batch) {}

    Confirmations(PostHash hash, LinkNames names) {
        this.hash = hash;
        this.names = names;
    }

    /** How the connection has confirmed that the other end holds that. */
    Optional<Confirmed> find(Named named) {
        return Optional.ofNullable(
                confirmed.getOrDefault(named.key(), Collections.emptyMap()).get(named.hash()));
    }

    /** This end says something; what it names of the documents on its disk. */
    List<Named> says(Message message, VirtualDisk disk) {
        if (message instanceof Message.Standby) {
            saysStandby();
        }
        if (message instanceof Message.SyncReq question) {
            asks(question);
        }
        List<Named> named = named(message, disk);
        named.stream().filter(each -> each.lsn() > 0).forEach(told::add);
        return named;
    }

    /** The session is over. What comes before the other end says so, too, was for that one, and is heard by nobody. */
    private void saysStandby() {
        if (owesStandby) {
            owesStandby = false;
        } else {
            standbysDue++;
        }
        names.forgetMine();
        confirmed.clear();
        told.clear();
        asked.clear();
        batches.clear();
    }

    private void hearsStandby() {
        if (standbysDue > 0) {
            standbysDue--;
        } else {
            owesStandby = true;
        }
    }

    /** A BATCH of which a document is asked about did not fit: what it meant is not known yet. */
    private void asks(Message.SyncReq question) {
        Optional<DocKey> about = names.meant(question.document());
        asked.add(about);
        for (int batch = 0; batch < batches.size(); batch++) {
            if (batches.get(batch).stream().anyMatch(named -> about.equals(Optional.of(named.key())))) {
                disbelieve(batch);
            }
        }
    }

    private void disbelieve(int batch) {
        confirmed.values().forEach(states -> states.values().removeIf(each -> each.batch() == batch));
    }

    /** The other end is heard, which names that. */
    void hears(Message message, List<Named> named, Moment now) {
        if (message instanceof Message.Standby) {
            hearsStandby();
        }
        if (standbysDue > 0) {
            return;
        }
        if (message instanceof Message.Subs) {
            confirmed.clear();
            told.clear();
        } else if (message instanceof Message.Sync answer) {
            Optional<DocKey> about = asked.remove(0);
            if (answer.outcome() != Message.Sync.Outcome.SAME) {
                about.ifPresent(confirmed::remove); // it has another state, or none, or may not say which
            }
        } else if (message instanceof Message.Refuse) {
            refused = true;
        }
        int batch = NO_BATCH;
        if (message instanceof Message.Batch) {
            batch = batches.size();
            batches.add(named);
        }
        if (batch == NO_BATCH || named.stream().noneMatch(each -> asked.contains(Optional.of(each.key())))) {
            for (Named each : named) {
                confirm(each, new Confirmed(now, each.by(), batch));
            }
        }
        long acknowledged = acknowledged(message);
        told.stream()
                .filter(each -> each.lsn() <= acknowledged && !refused)
                .forEach(each -> confirm(each, new Confirmed(now, MessageType.ACK, NO_BATCH)));
        told.removeIf(each -> each.lsn() <= acknowledged);
    }

    private void confirm(Named named, Confirmed how) {
        if (named.hash() == NOT_KNOWN) {
            return;
        }
        confirmed.computeIfAbsent(named.key(), first -> new TreeMap<>()).putIfAbsent(named.hash(), how);
    }

    private static long acknowledged(Message message) {
        if (message instanceof Message.Ack ack) {
            return ack.lsn();
        } else if (message instanceof Message.Ping ping) {
            return ping.ackLsn();
        } else if (message instanceof Message.Pong pong) {
            return pong.ackLsn();
        }
        return message instanceof Message.Bye bye ? bye.ackLsn() : 0;
    }

    private List<Named> named(Message message, VirtualDisk disk) {
        List<Named> named = new ArrayList<>();
        if (message instanceof Message.Delta delta) {
            names.mentioned(delta.document())
                    .ifPresent(key -> named.add(new Named(key, delta.postHash(), delta.lsn(), MessageType.DELTA)));
        } else if (message instanceof Message.Batch batch) {
            for (Message.Batch.Item item : batch.items()) {
                names.mentioned(item.document()).ifPresent(key -> named.add(inBatch(key, item.lsn(), disk)));
            }
        } else if (message instanceof Message.Have have) {
            for (Message.Have.Item item : have.items()) {
                names.mentioned(item.document())
                        .ifPresent(key -> named.add(new Named(key, item.hash(), 0, MessageType.HAVE)));
            }
        } else if (message instanceof Message.Sync answer && answer.outcome() != Message.Sync.Outcome.ABSENT) {
            names.meant(answer.document())
                    .ifPresent(key -> named.add(new Named(key, answer.hash(), 0, MessageType.SYNC)));
        } else if (message instanceof Message.SyncReq question && question.full()) {
            names.meant(question.document())
                    .ifPresent(key -> named.add(new Named(key, question.hash(), 0, MessageType.SYNCREQ)));
        }
        return named;
    }

    /** Its hash is not said, but part of a sum: known while the sender still has it so. */
    private Named inBatch(DocKey key, long lsn, VirtualDisk disk) {
        long known = disk.look()
                .read(key)
                .filter(document -> document.lsn() == lsn)
                .map(hash::of)
                .orElse(NOT_KNOWN);
        return new Named(key, known, lsn, MessageType.BATCH);
    }
}
