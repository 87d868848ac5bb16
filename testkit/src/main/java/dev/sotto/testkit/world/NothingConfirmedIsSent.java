package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.sync.PostHash;
import dev.sotto.testkit.world.Confirmations.Confirmed;
import dev.sotto.testkit.world.Confirmations.Moment;
import dev.sotto.testkit.world.Confirmations.Named;
import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * No body is sent whose hash this link has already confirmed (rule R9). A connection has confirmed to one of its ends that the
 * other holds a document as h when, since that other end last said what it subscribes to,
 *
 * <ul>
 *   <li>a message of the other end has arrived that named h for it: HAVE, DELTA, a BATCH that fitted, SYNCREQ with its state,
 *       SYNC with one or that both are the same; or
 *   <li>an ACK, PING, PONG or BYE of the other end has arrived that covers the change under which this end told of it, and
 *       nothing on this connection was refused for its clock.
 * </ul>
 *
 * <p>It is confirmed no longer when the other end answers that it holds the document in another state, or not at all: it may have
 * evicted it, and written or got it anew.
 *
 * <p>A body is what DELTA, BATCH and SYNCREQ bring. The state in a SYNC was asked for by who told its own, and is none. Nor is
 * what was decided before the confirmation could be read: a process reads what has arrived when it takes its next step, and
 * what it has decided leaves it at the end of that one or the next, or behind parts. What it changed since, it decided since.
 */
final class NothingConfirmedIsSent extends Invariant {
    /** Steps after which a process has said whatever it had decided before it read what came. */
    private static final int STEPS_MAX = 3;

    private final World world;
    private final Checks checks;
    private final Map<Integer, Long> steps = new TreeMap<>();
    private final Map<Integer, Ends> connections = new TreeMap<>();

    /** What each device has forgotten: it may get it anew in an older state than it had. */
    private final Map<Integer, Set<DocKey>> forgotten = new TreeMap<>();

    NothingConfirmedIsSent(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    /** One end of one connection. */
    private static final class End {
        final Confirmations confirmations;

        /** What its messages name that the other end has not got yet. */
        final Deque<List<Named>> onTheWay = new ArrayDeque<>();

        boolean saidParts;

        End(VirtualConnection connection, LinkNames names) {
            confirmations = new Confirmations(new PostHash(connection.keys().stateHash()), names);
        }
    }

    /** Both ends of one; the first is that of the device of that number. */
    private record Ends(int device, End first, End second) {
        End of(Device of) {
            return of.number() == device ? first : second;
        }
    }

    private End end(VirtualConnection connection, Device device) {
        return connections
                .computeIfAbsent(connection.number(), opened -> {
                    LinkNames names = new LinkNames(world.documents());
                    End first = new End(connection, names);
                    return new Ends(device.number(), first, new End(connection, names.other()));
                })
                .of(device);
    }

    @Override
    void says(VirtualConnection connection, Device from, Device to, Message message) {
        End end = end(connection, from);
        end.saidParts |= message instanceof Message.Part;
        List<Named> named = end.confirmations.says(whole(message), from.disk());
        end.onTheWay.addLast(named);
        for (Named each : named) {
            if (each.hasBody()) {
                end.confirmations
                        .find(each)
                        .filter(how -> couldKnow(from, end, each, how.since()))
                        .filter(how -> !forgotten(from).contains(each.key()))
                        .ifPresent(how -> found(from, to, each, how));
            }
        }
    }

    private boolean couldKnow(Device from, End end, Named body, Moment since) {
        return body.lsn() > since.lsn() || !end.saidParts && step(from) - since.step() >= STEPS_MAX;
    }

    private void found(Device from, Device to, Named body, Confirmed how) {
        checks.found(
                from,
                "sent " + to.name() + " a body of " + body.key() + " by " + body.by()
                        + " although the link has confirmed it by " + how.by());
    }

    @Override
    void hears(VirtualConnection connection, Device from, Device to, Message message) {
        List<Named> named = end(connection, from).onTheWay.removeFirst();
        Moment now = new Moment(step(to), to.disk().storage().durableLsn());
        end(connection, to).confirmations.hears(whole(message), named, now);
    }

    /** The message without regard to how its entries travel. */
    private static Message whole(Message message) {
        return message instanceof Message.InParts inParts ? inParts.message() : message;
    }

    @Override
    void stepped(Process process) {
        Device device = process.device();
        steps.merge(device.number(), 1L, Long::sum);
        if (world.swarm().windows()) {
            for (DocRef ref : world.documents()) {
                if (Documents.state(device.disk().look(), ref).entries().isEmpty()) {
                    forgotten(device).add(ref.key());
                }
            }
        }
    }

    private Set<DocKey> forgotten(Device device) {
        return forgotten.computeIfAbsent(device.number(), first -> new TreeSet<>());
    }

    private long step(Device device) {
        return steps.getOrDefault(device.number(), 0L);
    }
}
