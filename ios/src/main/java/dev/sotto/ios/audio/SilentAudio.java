package dev.sotto.ios.audio;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.MechanismSignal.Cause;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.ios.IosLimits;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Holds the process by silence that mixes with whatever else plays. Id {@code ios-audio}.
 *
 * <p>An app chooses it by naming it, {@code SottoIos.builder().mechanism(SilentAudio.mechanism())}; one that does not has
 * no AVFoundation in its binary. App Review Guideline 2.5.4 refuses apps that name the audio mode without a feature that
 * the user hears.
 *
 * <p><b>Order of events, and why.</b> Making one touches nothing. An order, which comes when the app resigns active,
 * remembers the app's own settings, sets mixable playback, activates, and plays: in the background a session can only be
 * activated if it mixes, and a process whose session is not active when it leaves is suspended. A player is believed only
 * while its position moves. Giving back stops the player first (a session that plays cannot be deactivated), then the
 * session, with a word to those who were interrupted, then restores what the app had set, unless the app has set
 * something else meanwhile.
 *
 * <p>The session is one for the whole process and the app's before it is ours: while the app records or says that it
 * uses the session ({@link HostAudio}), it is neither taken nor given back.
 */
public final class SilentAudio implements KeepAliveMechanism {

    /** Stable id of this mechanism. */
    public static final String ID = "ios-audio";

    private static final int DEACTIVATE_ATTEMPT_COUNT = 2;

    private static final SilentLease NOBODY = new SilentLease(lease -> {}, new AudioSystem.Player() {
        @Override
        public boolean play() {
            return false;
        }

        @Override
        public long positionMillis() {
            return 0;
        }

        @Override
        public void dispose() {}
    });

    private final AudioSystem audio;
    private final HostAudio host;
    private final byte[] silence;
    private SessionSettings before = SessionSettings.MIXABLE;

    // Read by notifications, which come on the main thread and must not wait for a session that is being activated.
    private volatile Lease.SignalListener unleased = signal -> {};
    private volatile SilentLease current = NOBODY;
    private volatile SessionSettings ours = SessionSettings.MIXABLE;
    private volatile boolean configured;
    private volatile boolean active;
    private volatile boolean applying;
    private volatile boolean reset;

    SilentAudio(AudioSystem audio, HostAudio host) {
        this.audio = audio;
        this.host = host;
        this.silence = SilentWave.of(IosLimits.SILENCE_MILLIS, IosLimits.SILENCE_RATE);
    }

    /** For an app that makes no sound of its own. Touches nothing of the audio session yet. */
    public static KeepAliveMechanism mechanism() {
        return mechanism(HostAudio.NONE);
    }

    /** For an app that plays or records itself. */
    public static KeepAliveMechanism mechanism(HostAudio host) {
        return new SilentAudio(new AppleAudio(), host);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        return Capability.supported("silence in a mixable audio session, untested on any device");
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS, Trait.REVIEW_RISK, Trait.COSTLY));
    }

    /** The notifications are listened to for the life of the process: a call may begin before the first hold. */
    @Override
    public void observe(Lease.SignalListener listener) {
        unleased = listener;
        audio.observe(new Heard());
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        SilentLease lease = NOBODY;
        FailureKind kind = FailureKind.TRANSIENT;
        String why = "";
        boolean occupied = false;
        synchronized (this) {
            current.dispose();
            current = NOBODY;
            try {
                why = hostBusy();
                if (why.isEmpty()) {
                    lease = hold(request.rebuild());
                    current = lease;
                }
            } catch (AudioRefusal refused) {
                String left = giveBack();
                kind = refused.kind();
                why = refused.why() + (left.isEmpty() ? "" : "; " + left);
                occupied = refused.isOccupied();
            }
        }
        if (lease != NOBODY) {
            callback.acquired(request.generation(), lease);
            return;
        }
        // A probe expects to find the call. Anybody else must learn that this is an interruption and no failure.
        if (occupied && request.reason() != AcquireRequest.Reason.INTERRUPTION) {
            listener().signalled(MechanismSignal.interrupted(Cause.CALL, why));
        }
        callback.failed(request.generation(), kind, why);
    }

    private String hostBusy() {
        if (host.usesSession()) {
            return "the app itself uses the audio session";
        }
        SessionSettings now = audio.settings();
        return now.records() ? "the app itself records (" + now + ")" : "";
    }

    /** Under the lock. What the app had set is remembered once, not again after a reset, which takes it from both. */
    private SilentLease hold(boolean rebuild) throws AudioRefusal {
        SessionSettings now = audio.settings();
        boolean already = configured && now.equals(ours) || now.equals(SessionSettings.MIXABLE);
        if (!configured && !already) {
            before = now;
        }
        if (rebuild || reset || !already) {
            apply(SessionSettings.MIXABLE);
        }
        ours = audio.settings();
        configured = true;
        reset = false;
        audio.activate();
        active = true;
        AudioSystem.Player player = audio.player(silence);
        if (!player.play()) {
            player.dispose();
            throw new AudioRefusal(AudioRefusal.CANNOT_START_PLAYING, "play() answered false");
        }
        return new SilentLease(this::close, player);
    }

    private void apply(SessionSettings settings) throws AudioRefusal {
        applying = true;
        try {
            audio.apply(settings);
        } finally {
            applying = false;
        }
    }

    /**
     * Under the lock: the player is stopped already. A session that the app uses, or has set up for itself meanwhile, is
     * the app's: deactivating it would cut the app's own sound off. What could not be done, or empty.
     */
    private String giveBack() {
        boolean wasActive = active;
        active = false;
        if (reset || !configured) {
            return "";
        }
        configured = false;
        SessionSettings restored = before;
        before = SessionSettings.MIXABLE;
        if (host.usesSession() || !audio.settings().equals(ours)) {
            return "";
        }
        String failed = wasActive ? deactivate() : "";
        try {
            if (!restored.equals(SessionSettings.MIXABLE)) {
                apply(restored);
            }
        } catch (AudioRefusal refused) {
            failed += " the app's own settings (" + restored + ") were not restored: " + refused.why();
        }
        return failed;
    }

    /** "!act" stops what plays and says so: the second time there is nothing left to stop. */
    private String deactivate() {
        String failed = "";
        for (int attempt = 0; attempt < DEACTIVATE_ATTEMPT_COUNT; attempt++) {
            try {
                audio.deactivate();
                return "";
            } catch (AudioRefusal refused) {
                failed = "the session was not given back: " + refused.why();
            }
        }
        return failed;
    }

    /** What cannot be given back is thrown, so that it stands in the report. */
    private synchronized void close(SilentLease lease) {
        lease.dispose();
        if (current == lease) {
            current = NOBODY;
            String failed = giveBack();
            if (!failed.isEmpty()) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private Lease.SignalListener listener() {
        SilentLease told = current;
        return told == NOBODY ? unleased : told;
    }

    /** The notifications of the session, on whatever thread they come. */
    private final class Heard implements AudioSystem.Listener {
        @Override
        public void interruption(long type, long options, long reason) {
            tell(Dialect.interruption(type, options, reason), "interruption");
        }

        @Override
        public void becameInactive(long source, boolean interrupted) {
            tell(Dialect.inactive(source, interrupted), "the system deactivated the session");
        }

        @Override
        public void resumptionRecommended(long recommendation) {
            tell(Dialect.recommendation(recommendation), "resumption recommended");
        }

        @Override
        public void routeChanged(long reason) {
            tell(Dialect.route(reason), "route");
        }

        @Override
        public void servicesLost() {
            reset = configured || reset; // what the session says from here on is the fresh server's, not the app's
            listener().signalled(MechanismSignal.lost(Cause.SERVER_GONE, "media services lost"));
        }

        @Override
        public void servicesReset() {
            Lease.SignalListener told = listener();
            active = false; // the new server knows of no session; settings are applied anew by the rebuild
            reset = configured || reset;
            told.signalled(MechanismSignal.servicesReset("media services were reset"));
        }

        private void tell(Dialect.Meaning meaning, String detail) {
            switch (meaning) {
                case BEGAN:
                    listener().signalled(MechanismSignal.interrupted(Cause.UNKNOWN, detail));
                    break;
                case ENDED_RESUME:
                    listener().signalled(MechanismSignal.interruptionEnded(true, detail));
                    break;
                case ENDED:
                    listener().signalled(MechanismSignal.interruptionEnded(false, detail));
                    break;
                case ROUTE_LOST:
                    listener().signalled(MechanismSignal.lost(Cause.ROUTE_LOST, "what it played through is gone"));
                    break;
                case CATEGORY_CHANGED:
                    if (takenByHost()) {
                        listener().signalled(MechanismSignal.lost(Cause.TAKEN_BY_HOST, "the app set its own category"));
                    }
                    break;
                default:
                    break;
            }
        }
    }

    /** Our own change of category is echoed, too. */
    private boolean takenByHost() {
        return current != NOBODY && !applying && !audio.settings().equals(ours);
    }
}
