package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Way;
import dev.sotto.store.Storage;
import dev.sotto.store.Writer;
import dev.sotto.sync.Event;
import dev.sotto.sync.Now;
import dev.sotto.sync.Relays;
import dev.sotto.sync.Session;
import dev.sotto.sync.SessionConfig;
import dev.sotto.sync.SyncEvent;
import dev.sotto.wire.LinkKind;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a peer that has to do with others: ears, dialers, links and their conversations. Opened by start and resume,
 * closed by stop and pause; a freeze closes and opens it. On the loop.
 */
final class Neighbourhood {
    private final PeerSettings settings;
    private final PeerPorts ports;
    private final PeerListener listener;
    private final Loop loop;
    private final Storage storage;
    private final Writer writer;
    private final StoreReplica replica;
    private final Ears ears;
    private final Discovering discovering;
    private final List<Dialer> dialers = new ArrayList<>();
    private final Map<Link, Conversation> conversations = new LinkedHashMap<>();
    private final Roster roster = new Roster();
    private final Filters filters = new Filters();
    private final Strangers strangers;
    private final Relays relays;
    private final DeliveryLog deliveries;
    private final Identities identities;
    private final SessionReports reports;
    private final Members members;
    private final Carriers carriers;
    private final Semaphore inbox = new Semaphore(Limits.INBOX_PIECES_MAX);
    private final Map<Link, Boolean> draining = new LinkedHashMap<>();

    private @Nullable Transport transport;
    private Loop.@Nullable Timer tick;
    private long tickIntervalMillis;
    private Loop.@Nullable Timer goodbye;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private long heartbeatMillis = 1_000;
    private boolean deflates;
    /** Whether the goodbye to everybody on the networks is still to be sent. */
    private boolean leaving;

    private boolean started;
    private boolean paused;
    private boolean statusChanged;

    Neighbourhood(
            PeerSettings settings,
            PeerPorts ports,
            PeerListener listener,
            Loop loop,
            Writer writer,
            StoreReplica replica,
            Relays relays,
            DeliveryLog deliveries) {
        this.settings = settings;
        this.ports = ports;
        this.listener = listener;
        this.loop = loop;
        this.storage = ports.storage();
        this.writer = writer;
        this.replica = replica;
        this.relays = relays;
        this.deliveries = deliveries;
        this.ears = new Ears(settings.listen(), listener);
        this.strangers = new Strangers(listener);
        this.discovering = new Discovering(
                settings, listener, this, loop, () -> storage.identity().storeId(), roster);
        this.identities = new Identities(storage);
        this.carriers = new Carriers(storage, roster, strangers, listener, this::publish);
        this.members = new Members(
                settings,
                storage,
                replica,
                deliveries,
                identities,
                loop,
                listener,
                conversations.values(),
                this::publish);
        this.reports = new SessionReports(
                listener, replica, carriers, strangers, deliveries, identities, members, this::publish);
        for (PeerAddress address : settings.connect()) {
            dialers.add(new Dialer(this, loop, settings.ticker(), settings.random(), address));
        }
    }

    Now now() {
        return new Now(settings.ticker().monotonicMillis(), settings.ticker().wallMillis());
    }

    /** A session told something. */
    void sessionEvent(Conversation conversation, SyncEvent event) {
        statusChanged = true;
        reports.tell(conversation, event);
        if (tick != null && tickMillis() < tickIntervalMillis) {
            scheduleTick(); // a link stands by since: it takes over in less than the old interval
        }
    }

    void turnAway(Conversation conversation, Refusal why) {
        reports.turnAway(conversation, why);
    }

    Carriers carriers() {
        return carriers;
    }

    StoreId storeId() {
        return storage.identity().storeId();
    }

    long heartbeatMillis() {
        return heartbeatMillis;
    }

    PeerListener listener() {
        return listener;
    }

    /** What the app says of this device, for others to see. */
    void introduce(MapValue metadata) {
        relays.presence().introduce(storage.identity().storeId(), settings.name(), metadata, now());
        statusChanged = true;
    }

    // ---- start and stop

    Optional<Refusal> start() {
        if (started) {
            return Optional.empty();
        }
        closed(); // a stop that is still saying goodbye
        started = true;
        Optional<Refusal> failed = paused ? Optional.empty() : open();
        if (failed.isPresent()) {
            started = false;
            drop();
        }
        publish();
        return failed;
    }

    void stop(Runnable done) {
        started = false;
        closeAll("STOPPED", settings.ticker().monotonicMillis() + Limits.GOODBYE_MILLIS, new Event.Close(), done);
    }

    void pause(long withinMillis, Runnable done) {
        paused = true;
        long deadline = settings.ticker().monotonicMillis() + withinMillis - withinMillis / Limits.PAUSE_RESERVE;
        closeAll("PAUSED", deadline, new Event.Suspend(deadline), done);
    }

    void resume(boolean rebuild) {
        boolean wasPaused = paused;
        paused = false;
        if (started && rebuild) {
            reopen("REBUILT");
        } else if (started && wasPaused) {
            closed();
            open();
        }
    }

    void frozen(long millis) {
        if (transport != null && started && !paused) {
            listener.frozen(millis);
            reopen("FROZEN");
        }
    }

    private void reopen(String code) {
        abortAll(new Refusal(code, "link", "older than the time that we stood still", "a fresh one"));
        closed(); // also a pause that is still saying goodbye: its end must not close what is opened here
        open();
    }

    /** Ears first, so that whoever is dialled can dial back. Empty when every address is bound. */
    private Optional<Refusal> open() {
        try {
            members.begin();
            Transport opened = ports.transports().open();
            transport = opened;
            statusChanged = true;
            Optional<Refusal> deaf = ears.open(opened, new Links(null, 0));
            dialers.forEach(Dialer::start);
            discovering.open(ears.addresses());
            scheduleTick();
            return deaf;
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
    }

    /** Looks at the clock, so that a freeze is noticed, and at the networks, and tries again to listen where that failed. */
    private void scheduleTick() {
        if (tick != null) {
            tick.cancel();
        }
        tickIntervalMillis = tickMillis();
        tick = loop.at(settings.ticker().monotonicMillis() + tickIntervalMillis, () -> {
            if (transport != null) {
                if (!ears.isComplete()) {
                    ears.open(transport, new Links(null, 0));
                    discovering.open(ears.addresses());
                    statusChanged = true;
                }
                transport.lookAtNetworks();
                discovering.tick();
                members.tick();
                scheduleTick();
            }
        });
    }

    private long tickMillis() {
        if (!ears.isComplete()) {
            return Limits.LISTEN_RETRY_MILLIS;
        }
        return heartbeatMillis <= Limits.TICK_MILLIS && carriers.hasReserve()
                ? Limits.STANDBY_TICK_MILLIS
                : Math.max(Limits.TICK_MILLIS, heartbeatMillis / Limits.TICKS_PER_HEARTBEAT);
    }

    // ---- closing

    /** Says goodbye on every link; {@code done} when all are closed, or at the deadline by force. */
    private void closeAll(String code, long deadlineMillis, Event last, Runnable done) {
        whenClosed.add(done);
        leaving = true;
        discovering.close(() -> loop.post(() -> {
            leaving = false;
            closedIfQuiet();
        }));
        if (tick != null) {
            tick.cancel(); // it would listen again while we say goodbye
            tick = null;
        }
        ears.close();
        dialers.forEach(Dialer::stop);
        members.acknowledgements().leave();
        statusChanged = true;
        carriers.end();
        for (Conversation conversation : new ArrayList<>(conversations.values())) {
            conversation.because(new Refusal(code, "sync", "our own decision", "sync that runs"));
            draining.put(conversation.link(), Boolean.TRUE);
            conversation.on(last);
        }
        if (draining.isEmpty() && !leaving) {
            closed();
            return;
        }
        if (goodbye != null) {
            goodbye.cancel();
        }
        goodbye = loop.at(deadlineMillis, this::closed);
    }

    private void closedIfQuiet() {
        if (draining.isEmpty() && !leaving && !whenClosed.isEmpty()) {
            closed();
        }
    }

    /** All links are closed, or have to be now. */
    void closed() {
        drop();
        List<Runnable> tell = new ArrayList<>(whenClosed);
        whenClosed.clear();
        if (!tell.isEmpty()) {
            publish();
        }
        tell.forEach(Runnable::run);
    }

    /** Closes all at once, without a word. */
    void drop() {
        abortAll(new Refusal("STOPPED", "sync", "our own decision", "sync that runs"));
        ears.close();
        discovering.drop();
        leaving = false;
        dialers.forEach(Dialer::stop);
        if (transport != null) {
            transport.close();
            transport = null;
        }
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
        if (goodbye != null) {
            goodbye.cancel();
            goodbye = null;
        }
        draining.clear();
        statusChanged = true;
    }

    /** The loop takes nothing more: a reader that waits for its turn would wait for ever. Any thread. */
    void forget() {
        if (inbox.availablePermits() <= Limits.INBOX_PIECES_MAX) {
            inbox.release(Integer.MAX_VALUE / 4);
            discovering.release();
        }
    }

    private void abortAll(Refusal why) {
        carriers.end();
        for (Conversation conversation : new ArrayList<>(conversations.values())) {
            conversation.abort(why);
        }
    }

    // ---- the batch

    /** The batch is durable. */
    void committed(long ticket) {
        statusChanged = true;
        for (Conversation conversation : new ArrayList<>(conversations.values())) {
            conversation.on(new Event.Committed(ticket));
        }
    }

    /** The batch was not stored. */
    void abandon(Refusal why) {
        members.notStored();
        replica.notStored();
        carriers.end(); // none takes over from another that is about to end
        for (Conversation conversation : new ArrayList<>(conversations.values())) {
            conversation.abandon(why);
        }
    }

    /** Whether nothing waits for the disk. */
    boolean isSettled() {
        return replica.isSettled();
    }

    /** Everything is durable: what waits goes out. */
    void flush() {
        members.durable();
        for (Conversation conversation : new ArrayList<>(conversations.values())) {
            conversation.flush();
            Neighbour neighbour = conversation.neighbour();
            if (neighbour != null
                    && !conversation.isOver()
                    && carriers.carries(conversation)
                    && conversation.becameSynced(storage.durableLsn())) {
                publish();
                listener.synced(neighbour);
            }
        }
        if (relays.takeChanged()) {
            loop.post(() -> tellAll(new Event.Tick())); // what one session learnt the others pass on
        }
        if (relays.presence().takeGraphChanged()) {
            publish();
            listener.presenceChanged();
        }
        identities.renew(this::renamed).ifPresent(this::abandon);
        if (statusChanged || !conversations.isEmpty()) {
            publish();
        }
    }

    /** This store has another id: everybody is to hear of it under that. */
    private void renamed() {
        replica.renamed();
        relays.presence().rename(storage.identity().storeId(), now());
        if (transport != null) {
            discovering.renamed(ears.addresses());
        }
        members.renamed();
        retry(); // whoever turned the other one away
    }

    private void retry() {
        dialers.forEach(Dialer::retry);
        discovering.retry();
    }

    /** Tells how things stand now. */
    void publish() {
        statusChanged = false;
        listener.status(new PeerStatus(
                started,
                paused,
                ears.addresses(),
                roster.known(
                        storage.durableLsn(),
                        carriers::links,
                        members.retirements().stores()),
                deliveries.without(members.retirements().stores()),
                relays.presence().graph(),
                members.retirements().stores(),
                members.undecided()));
    }

    void subscribe(List<Wanted> wanted) {
        replica.subscribe(wanted);
        wanted.forEach(one -> filters.keep(one.query())); // peers of one app often want the same
        tellAll(new Event.SubscriptionsChanged());
    }

    /** Whether links that begin from now on carry what is long DEFLATED. */
    void deflate(boolean on) {
        deflates = on;
    }

    void heartbeat(long millis) {
        heartbeatMillis = millis;
        tellAll(new Event.HeartbeatChanged(millis));
        if (tick != null) {
            scheduleTick();
        }
    }

    private void tellAll(Event event) {
        for (Conversation conversation : new ArrayList<>(conversations.values())) {
            conversation.on(event);
        }
    }

    // ---- trust

    /** What a neighbour says of certificates and of retired stores. */
    void credential(Conversation from, Message message) {
        members.received(from, message);
    }

    /** Our certificate from now on. Whoever did not take the old one is asked again at once. */
    void renew(DeviceCertificate renewed) {
        members.renew(renewed);
        retry();
    }

    /** Who is one of the app's stores, as far as it is known here. */
    Members members() {
        return members;
    }

    // ---- links

    /** Whether there is a session with that process of a store. */
    boolean isConnected(StoreId store, long bootNonce) {
        Conversation live = roster.live(store);
        return live != null && live.incarnation().bootNonce() == bootNonce;
    }

    Transport.@Nullable Dial dial(Dialer dialer, long number) {
        return transport == null ? null : transport.connect(dialer.address(), new Links(dialer, number));
    }

    /** Brings what the links' own threads hear onto the loop. */
    private final class Links implements LinkListener {
        private final @Nullable Dialer dialer;
        private final long number;
        private final @Nullable Transport of;

        Links(@Nullable Dialer dialer, long number) {
            this.dialer = dialer;
            this.number = number;
            this.of = transport;
        }

        @Override
        public void opened(Link link) {
            loop.post(() -> {
                if (transport != of || of == null || dialer != null && !dialer.opened(number)) {
                    link.abort();
                } else {
                    begin(link, dialer);
                }
            });
        }

        /** Waits while the loop has too much to read already: the link stops reading then, and the sender stops sending. */
        @Override
        public void received(Link link, byte[] bytes) {
            inbox.acquireUninterruptibly();
            loop.post(() -> {
                inbox.release();
                Conversation conversation = conversations.get(link);
                if (conversation != null) {
                    conversation.received(bytes);
                }
            });
        }

        @Override
        public void drained(Link link) {
            loop.post(() -> {
                Conversation conversation = conversations.get(link);
                if (conversation != null) {
                    conversation.on(new Event.Tick());
                }
            });
        }

        @Override
        public void closed(Link link, LinkEnd end) {
            loop.post(() -> linkClosed(link, end));
        }

        @Override
        public void refused(PeerAddress remote, boolean dialled, Refusal why) {
            loop.post(() -> {
                if (dialer != null) {
                    dialer.refused(number, why);
                } else {
                    strangers.refused(remote, why);
                }
            });
        }
    }

    private void begin(Link link, @Nullable Dialer dialer) {
        Conversation conversation = new Conversation(this, loop, link, session(link), new Codec(deflates), dialer);
        conversations.put(link, conversation);
        conversation.on(new Event.Start());
        members.began(conversation);
    }

    /** A session that has not begun. */
    Session session(Link link) {
        SessionConfig config = new SessionConfig(
                link.authenticated().keys().stateHash(),
                link.authenticated().keys().sketchSalt(),
                Optional.empty(),
                settings.name(),
                heartbeatMillis,
                writer.clock().now(settings.ticker().wallMillis()),
                link.way().kind() == Way.Kind.WEBSOCKET ? LinkKind.WEBSOCKET : LinkKind.TCP,
                filters,
                members.trust().granted(link),
                members.trust().own());
        return new Session(config, replica, relays, ports.protections());
    }

    private void linkClosed(Link link, LinkEnd end) {
        Conversation conversation = conversations.get(link);
        if (conversation != null) {
            conversation.closed(end);
        }
        if (draining.remove(link) != null) {
            closedIfQuiet();
        }
    }

    /** A conversation is over. */
    void finished(Conversation conversation, Refusal why) {
        conversations.remove(conversation.link());
        members.left(conversation);
        statusChanged = true;
        Neighbour neighbour = conversation.neighbour();
        if (carriers.left(conversation, why) && neighbour != null) {
            publish();
            listener.disconnected(neighbour, why);
            dialers.forEach(dialer -> dialer.gone(neighbour.storeId()));
            discovering.gone(neighbour.storeId());
        }
        Dialer dialer = conversation.dialer();
        if (dialer != null) {
            dialer.ended(why);
        }
    }
}
