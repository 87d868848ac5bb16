package dev.sotto.background;

import dev.sotto.background.machine.Event;
import dev.sotto.background.machine.Limits;
import dev.sotto.background.port.Grace;
import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Window;
import java.util.ArrayList;
import java.util.List;

/** What one loop has open at the system besides mechanisms: an assertion, a window, leases, a notice. Loop only. */
final class Outside {

    private static final String TAG = "sotto-background";
    private static final String NOTICE = "Background sync has stopped. Open the app to go on.";

    private final Loop loop;
    private final Platform platform;
    private final Engines engines;
    private final List<Grace> grace = new ArrayList<Grace>();
    private final List<Window> window = new ArrayList<Window>();
    private long graceNumber;
    private volatile long graceUntil;
    private long windowAsked;
    private Registration graceTimer = Registration.NONE;
    private Registration windowTimer = Registration.NONE;
    private Registration wake = Registration.NONE;
    private Registration multicast = Registration.NONE;

    Outside(Loop loop, Platform platform, Engines engines) {
        this.loop = loop;
        this.platform = platform;
        this.engines = engines;
    }

    /** When the assertion ends, as the system said when it began. Any thread. */
    long graceUntil() {
        return graceUntil;
    }

    void beginGrace() {
        long number = ++graceNumber;
        Grace begun = platform.grace().begin(TAG);
        grace.add(begun);
        long remaining = begun.remainingMillis();
        graceUntil = remaining == Grace.UNKNOWN_MILLIS ? Long.MAX_VALUE : loop.at() + remaining;
        if (remaining != Grace.UNKNOWN_MILLIS) {
            long ending = Math.max(0, remaining - Limits.RESERVE_MILLIS);
            graceTimer = loop.after(ending, () -> ifCurrent(number, Event.graceEnding(loop.at())));
        }
        begun.onExpiry(() -> loop.run(() -> {
            ifCurrent(number, Event.graceExpired(loop.at()));
            begun.close();
        }));
    }

    private void ifCurrent(long number, Event event) {
        if (number == graceNumber) {
            loop.step(event);
        }
    }

    /** Gives the assertion back, after the flush that runs under it. */
    void endGrace() {
        graceNumber++;
        graceTimer.close();
        List<Grace> ended = new ArrayList<Grace>(grace);
        grace.clear();
        for (Grace each : ended) {
            engines.afterFlush(each::close);
        }
    }

    void beginWake(long maxMillis) {
        wake = platform.wakeLease().hold(TAG, maxMillis);
    }

    void endWake() {
        wake.close();
        wake = Registration.NONE;
    }

    void beginMulticast() {
        multicast = platform.multicastLease().hold();
    }

    void endMulticast() {
        multicast.close();
        multicast = Registration.NONE;
    }

    /** Asks for a window; a platform without them gets one of our own, which only opens while the process runs. */
    void scheduleWindow(long generation, long earliestMillis) {
        windowAsked = generation;
        if (platform.opportunist() == Opportunist.NONE) {
            windowTimer = loop.after(earliestMillis, () -> opened(generation, new OwnWindow(loop)));
        } else {
            platform.opportunist()
                    .schedule(
                            earliestMillis,
                            Opportunist.Conditions.NETWORK,
                            given -> loop.run(() -> opened(generation, given)));
        }
    }

    void cancelWindow() {
        windowAsked = 0;
        windowTimer.close();
        if (platform.opportunist() != Opportunist.NONE) {
            platform.opportunist().cancel();
        }
    }

    /** A window that comes although none is due, or a second one, is completed at once. */
    private void opened(long generation, Window given) {
        if (generation != windowAsked || !window.isEmpty()) {
            given.complete(false);
            return;
        }
        windowAsked = 0;
        window.add(given);
        given.onExpiry(() -> loop.run(() -> {
            if (window.contains(given)) {
                loop.step(Event.windowExpired(loop.at()));
            }
        }));
        loop.step(Event.windowOpened(loop.at(), generation, given.remainingMillis()));
    }

    /** Completes the window, once, after the flush that runs in it. */
    void endWindow(boolean worked) {
        List<Window> ended = new ArrayList<Window>(window);
        window.clear();
        for (Window each : ended) {
            engines.afterFlush(() -> each.complete(worked));
        }
    }

    void armNotice(long delayMillis) {
        platform.deadManNotice().arm(delayMillis, NOTICE);
    }

    void disarmNotice() {
        platform.deadManNotice().disarm();
    }

    /** A window that no system grants: it only keeps the machine's own time. */
    private static final class OwnWindow implements Window {
        private final Loop loop;
        private final long until;

        OwnWindow(Loop loop) {
            this.loop = loop;
            this.until = loop.at() + 2 * Limits.WINDOW_MILLIS;
        }

        @Override
        public long remainingMillis() {
            return until - loop.at();
        }

        @Override
        public void onExpiry(Runnable listener) {}

        @Override
        public void complete(boolean worked) {}
    }
}
