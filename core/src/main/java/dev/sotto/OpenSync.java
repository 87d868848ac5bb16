package dev.sotto;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import dev.sotto.background.status.PowerLevel;
import dev.sotto.background.status.Status;
import dev.sotto.document.Cbor;
import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.Retirement;
import dev.sotto.identity.RevocationList;
import dev.sotto.identity.TrustMode;
import dev.sotto.link.PeerAddress;
import dev.sotto.peer.Distrust;
import dev.sotto.peer.Neighbour;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.PeerStatus;
import dev.sotto.peer.Ticker;
import dev.sotto.peer.Wanted;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import dev.sotto.store.Notice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The {@link Sync} of a store that is open: the app's calls to the loop, and what the loop says to events and snapshots. */
final class OpenSync implements Sync, PeerListener, SyncControl {
    private static final Logger LOGGER = Logger.getLogger("dev.sotto.sync");

    private final SottoConfig config;
    private final Events<SyncEvent> events;
    private final Events<StoreEvent> storeEvents;
    private final Executor async;
    private final Consumer<Throwable> broken;
    private final Object lock = new Object();
    private final List<Open> subscriptions = new ArrayList<>();
    private final List<BackgroundSync.Attachment> attachments = new ArrayList<>();

    /** Those of the attachments, in their order. */
    private final List<BackgroundSync> keepers = new ArrayList<>();

    private final CompletableFuture<Peer> opened = new CompletableFuture<>();
    /** Fails when a promise inside breaks: whoever waits for the loop then waits for nothing. */
    private final CompletableFuture<Object> broke = new CompletableFuture<>();

    private volatile PeerStatus status = PeerStatus.STOPPED;
    private volatile boolean closed;

    /** @param broken gets, on the loop, what broke it */
    OpenSync(SottoConfig config, Callbacks callbacks, Executor async, Consumer<Throwable> broken) {
        this.config = config;
        this.events = new Events<>(callbacks, SyncEvent.EventsDropped::new);
        this.storeEvents = new Events<>(callbacks, StoreEvent.EventsDropped::new);
        this.async = async;
        this.broken = broken;
    }

    void of(Peer peer) {
        opened.complete(peer);
    }

    private Peer peer() {
        return opened.join();
    }

    /** From here on nothing is asked of the loop: it is about to end, and would not answer. */
    void closing() {
        synchronized (lock) {
            closed = true;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw Failures.closed();
        }
        if (peer().isLoop()) {
            throw new IllegalStateException("sync cannot be started or stopped on the thread that runs the store");
        }
    }

    @Override
    public void start() {
        if (config.trustMode() == TrustMode.DEVELOPMENT) {
            if (config.release()) {
                throw new IllegalStateException(
                        "sync in development mode in a release: anybody who can reach this store could"
                                + " read and write everything; give a sharedKey or certificates, or release(false) to a build that is only tried out");
            }
            LOGGER.warning("Sotto syncs in development mode: without a shared key anybody who can reach it may read and"
                    + " write everything");
        }
        CompletableFuture<Optional<Refusal>> outcome = new CompletableFuture<>();
        synchronized (lock) {
            requireOpen();
            peer().start(outcome::complete);
        }
        await(outcome);
        Optional<Refusal> failed = outcome.join();
        if (failed.isPresent()) {
            throw new RetryLaterException(failed.get());
        }
    }

    @Override
    public void stop() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                return;
            }
            requireOpen();
            peer().stop(() -> done.complete(true));
        }
        await(done);
    }

    @Override
    public void renew(DeviceCertificate renewed) {
        requireCertificates().with(renewed);
        synchronized (lock) {
            requireOpen();
            peer().renew(renewed);
        }
    }

    @Override
    public void revoke(RevocationList list) {
        requireCertificates().with(list);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (lock) {
            requireOpen();
            peer().revoke(list, () -> done.complete(true));
        }
        await(done);
    }

    @Override
    public void retire(StoreId store) {
        if (config.trustMode() == TrustMode.CERTIFICATES) {
            throw new IllegalStateException(
                    "the app's authority retires stores here: retire(Retirement) with its word");
        }
        retireNow(Retirement.of(store));
    }

    @Override
    public void retire(Retirement retirement) {
        DeviceIdentity own = requireCertificates();
        if (!retirement.isSignedBy(own.authority(), config.appId())) {
            throw new IllegalArgumentException(retirement + " is not signed by " + own.authority() + " for this app");
        }
        retireNow(retirement);
    }

    private void retireNow(Retirement retirement) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        synchronized (lock) {
            requireOpen();
            if (retirement.store().equals(peer().storeId())) {
                throw new IllegalArgumentException(
                        retirement.store() + " is this store itself; retire it from another");
            }
            peer().retire(retirement, () -> done.complete(true), why -> done.completeExceptionally(Failures.of(why)));
        }
        OpenSotto.await(done);
    }

    @Override
    public void rejoin(Rejoin rejoin) {
        peer().rejoin(rejoin.policy());
    }

    private DeviceIdentity requireCertificates() {
        return config.deviceIdentity()
                .orElseThrow(() -> new IllegalStateException(
                        "the store trusts by " + config.trustMode() + ", where there are no certificates"));
    }

    private void await(CompletableFuture<?> told) {
        try {
            CompletableFuture.anyOf(told, broke).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the store has stopped: a promise inside is broken", e.getCause());
        }
    }

    @Override
    public SyncStatus status() {
        return Statuses.of(status, Ticker.SYSTEM.monotonicMillis());
    }

    @Override
    public Subscription registerSubscription(String statement) {
        return registerSubscription(statement, Collections.emptyMap());
    }

    @Override
    public Subscription registerSubscription(String statement, Map<String, ?> arguments) {
        return registerSubscription(statement, arguments, SubscriptionOptions.defaults());
    }

    @Override
    public Subscription registerSubscription(String statement, Map<String, ?> arguments, SubscriptionOptions options) {
        Open subscription = new Open(statement, Window.of(statement, arguments), options);
        synchronized (lock) {
            if (closed) {
                throw Failures.closed();
            }
            if (subscriptions.size() >= Limits.SUBSCRIPTIONS_MAX) {
                throw new IllegalStateException(
                        subscriptions.size() + " subscriptions are registered; close some before the next");
            }
            subscriptions.add(subscription);
            tellSubscriptions();
        }
        return subscription;
    }

    /** Equal queries are one subscription to the peers. */
    private void tellSubscriptions() {
        Map<String, Wanted> queries = new LinkedHashMap<>();
        for (Open open : subscriptions) {
            Wanted wanted =
                    new Wanted(open.query, open.options.syncClass(), open.options.evictsWhatLeft(), open.window);
            queries.merge(open.query.text(), wanted, Wanted::and);
        }
        peer().want(new ArrayList<>(queries.values()));
    }

    private final class Open implements Subscription {
        private final String statement;
        private final CanonicalQuery query;
        private final Optional<Window> window;
        private final SubscriptionOptions options;

        Open(String statement, Window.Query asked, SubscriptionOptions options) {
            this.statement = statement;
            this.query = asked.query();
            this.window = asked.window();
            this.options = options;
        }

        @Override
        public String statement() {
            return statement;
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (subscriptions.remove(this)) {
                    tellSubscriptions();
                }
            }
        }
    }

    @Override
    public Presence presence() {
        return Presence.of(status.graph());
    }

    @Override
    public void introduce(Map<String, ?> metadata) {
        MapValue value = Value.ofMap(metadata);
        int bytes = Cbor.encode(value).length;
        if (bytes > dev.sotto.wire.Limits.METADATA_BYTES_MAX) {
            throw new IllegalArgumentException("metadata of " + bytes + " bytes; at most "
                    + dev.sotto.wire.Limits.METADATA_BYTES_MAX + " are told to others");
        }
        synchronized (lock) {
            if (closed) {
                throw Failures.closed();
            }
            peer().introduce(value);
        }
    }

    @Override
    public Delivery track(long commitId) {
        CompletableFuture<Optional<dev.sotto.sync.Delivery>> tracked = new CompletableFuture<>();
        synchronized (lock) {
            requireOpen();
            peer().track(commitId, tracked::complete, why -> tracked.completeExceptionally(Failures.of(why)));
        }
        return OpenSotto.await(tracked)
                .map(Delivery::of)
                .orElseThrow(() -> new IllegalArgumentException("commit " + commitId + " is not one of the last "
                        + dev.sotto.peer.Limits.RECENT_COMMITS_MAX + " of this process with at most "
                        + dev.sotto.wire.Limits.RECEIPT_DOCUMENTS_MAX
                        + " documents; ask about a commit right after it was made"));
    }

    @Override
    public Optional<Delivery> delivery(long commitId) {
        return deliveries().stream()
                .filter(delivery -> delivery.commitId() == commitId)
                .findFirst();
    }

    @Override
    public List<Delivery> deliveries() {
        return status.deliveries().stream().map(Delivery::of).collect(Collectors.toList());
    }

    @Override
    public void addListener(Consumer<? super SyncEvent> listener) {
        events.add(listener);
    }

    @Override
    public void removeListener(Consumer<? super SyncEvent> listener) {
        events.remove(listener);
    }

    @Override
    public void pace(Pace pace) {
        peer().heartbeat(pace.heartbeatMillis());
    }

    // ---- the background

    @Override
    public SyncControl backgroundControl() {
        return this;
    }

    @Override
    public Registration keepAlive(BackgroundSync background) {
        BackgroundSync.Attachment attachment = background.attach(this);
        synchronized (lock) {
            attachments.add(attachment);
            keepers.add(background);
        }
        Registration listening = background.addListener(this::paceBy);
        paceBy(background.status());
        return () -> {
            synchronized (lock) {
                attachments.remove(attachment);
                keepers.remove(background);
            }
            listening.close();
            attachment.close();
        };
    }

    /** How those stand that keep this alive, in the order in which they were given. */
    List<Status> keepingAlive() {
        List<BackgroundSync> asked;
        synchronized (lock) {
            asked = new ArrayList<>(keepers);
        }
        List<Status> statuses = new ArrayList<>();
        asked.forEach(keeper -> statuses.add(keeper.status()));
        return statuses;
    }

    private void paceBy(Status background) {
        if (background.lifecycle() != LifecycleState.BACKGROUND) {
            pace(Pace.FOREGROUND);
        } else {
            PowerLevel power = background.powerLevel();
            pace(power == PowerLevel.FRUGAL || power == PowerLevel.STOPPED ? Pace.FRUGAL : Pace.BACKGROUND);
        }
    }

    @Override
    public void pause(PauseReason reason, long withinMillis, Runnable done) {
        synchronized (lock) {
            if (!closed) {
                peer().pause(withinMillis, () -> {
                    events.tell(new SyncEvent.Paused(reason.name()));
                    async.execute(done);
                });
                return;
            }
        }
        done.run();
    }

    @Override
    public void resume(RecoverScope scope) {
        if (!closed) {
            boolean wasPaused = status.paused();
            peer().resume(scope == RecoverScope.FULL);
            if (wasPaused) {
                events.tell(new SyncEvent.Resumed());
            }
        }
    }

    @Override
    public SyncActivity activity() {
        return Statuses.activity(status, Ticker.SYSTEM.monotonicMillis());
    }

    // ---- what the loop says

    private static SyncEvent.Peer peer(Neighbour neighbour) {
        return new SyncEvent.Peer(
                neighbour.storeId(), neighbour.name(), neighbour.address().toString());
    }

    @Override
    public void listening(PeerAddress address) {
        events.tell(new SyncEvent.Listening(address.toString()));
    }

    @Override
    public void listenFailed(PeerAddress address, Refusal why) {
        events.tell(new SyncEvent.ListenFailed(address.toString(), why));
    }

    @Override
    public void discovered(String advert, List<PeerAddress> addresses) {
        events.tell(new SyncEvent.Discovered(
                advert, addresses.stream().map(PeerAddress::toString).collect(Collectors.toList())));
    }

    @Override
    public void discoveryLost(String advert) {
        events.tell(new SyncEvent.DiscoveryLost(advert));
    }

    @Override
    public void advertRefused(String advert, Refusal why) {
        events.tell(new SyncEvent.AdvertRefused(advert, why));
    }

    @Override
    public void discoveryFailed(Refusal why) {
        events.tell(new SyncEvent.DiscoveryFailed(why));
    }

    @Override
    public void connected(Neighbour neighbour) {
        events.tell(new SyncEvent.Connected(peer(neighbour)));
        activityChanged();
    }

    @Override
    public void moved(Neighbour neighbour, Refusal why) {
        events.tell(new SyncEvent.LinkMoved(peer(neighbour), why));
    }

    @Override
    public void disconnected(Neighbour neighbour, Refusal why) {
        events.tell(new SyncEvent.Disconnected(peer(neighbour), why));
        activityChanged();
    }

    private void activityChanged() {
        List<BackgroundSync.Attachment> tell;
        synchronized (lock) {
            tell = new ArrayList<>(attachments);
        }
        tell.forEach(BackgroundSync.Attachment::activityChanged);
    }

    @Override
    public void turnedAway(PeerAddress address, boolean dialled, Refusal why) {
        String at = address.toString();
        events.tell(
                Distrust.is(why)
                        ? new SyncEvent.AuthFailed(at, why)
                        : switch (why.code()) {
                            case "PEER_UNREACHABLE", "HOST_UNKNOWN" -> new SyncEvent.ConnectFailed(at, why);
                            default -> new SyncEvent.Refused(at, why);
                        });
    }

    @Override
    public void synced(Neighbour neighbour) {
        events.tell(new SyncEvent.Synced(peer(neighbour)));
    }

    @Override
    public void delivered(dev.sotto.sync.Delivery delivery, StoreId holder) {
        events.tell(new SyncEvent.Delivered(Delivery.of(delivery), holder));
    }

    @Override
    public void presenceChanged() {
        events.tell(new SyncEvent.PresenceChanged(Presence.of(status.graph())));
    }

    @Override
    public void certificateExpiring(DeviceCertificate certificate) {
        events.tell(new SyncEvent.CertificateExpiring(certificate.notAfter()));
    }

    @Override
    public void peerRetired(Neighbour neighbour) {
        events.tell(new SyncEvent.PeerRetired(peer(neighbour)));
    }

    @Override
    public void retired(long documents) {
        LOGGER.warning("This store was retired, and syncs with nobody until the app calls rejoin()");
        events.tell(new SyncEvent.Retired(documents));
    }

    @Override
    public void rejoined(StoreId former, StoreId now) {
        events.tell(new SyncEvent.Rejoined(former, now));
    }

    @Override
    public void clockTrouble(Refusal what) {
        events.tell(new SyncEvent.ClockTrouble(what));
    }

    @Override
    public void fault(Neighbour neighbour, Refusal what) {
        events.tell(new SyncEvent.PeerFault(peer(neighbour), what));
    }

    @Override
    public void takenApart(Neighbour neighbour) {
        events.tell(new SyncEvent.TakenApart(peer(neighbour)));
    }

    @Override
    public void frozen(long millis) {
        events.tell(new SyncEvent.Frozen(millis));
    }

    @Override
    public void building(String collection, String index, long documents, long millis) {
        storeEvents.tell(new StoreEvent.IndexBuilding(collection, index, documents, millis));
    }

    @Override
    public void noticed(Notice notice) {
        storeEvents.tell(StoreEvent.of(notice));
    }

    /** What the store says, whoever wrote. */
    Events<StoreEvent> storeEvents() {
        return storeEvents;
    }

    @Override
    public void status(PeerStatus newest) {
        status = newest;
    }

    @Override
    public void left(CanonicalQuery query, DocRef document, boolean deleted) {
        List<Subscription> of = new ArrayList<>();
        synchronized (lock) {
            subscriptions.stream()
                    .filter(open -> open.query.text().equals(query.text()))
                    .forEach(of::add);
        }
        of.forEach(subscription ->
                events.tell(new SyncEvent.Left(subscription, document.collection(), document.id(), deleted)));
    }

    @Override
    public void flushFailed(Refusal why) {
        LOGGER.warning(
                "Changes made with Durability.ASYNC are not on the disk yet and are not told to other stores: " + why);
    }

    @Override
    public void broken(Throwable cause) {
        closing(); // under the lock, so that nothing is handed to a loop that answers no more
        broke.completeExceptionally(cause);
        broken.accept(cause);
    }
}
