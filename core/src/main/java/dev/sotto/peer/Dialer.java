package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.link.Backoff;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.sync.Incarnation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one address connected: dials, waits longer after each failure, dials again. On the loop.
 *
 * <pre>
 *   IDLE -- start --> DIALLING -- link --> CONNECTED -- ended --> WAITING -- timer --> DIALLING
 *                        |------ refused -------------------------^
 *   CONNECTED, WAITING -- the same store has another link --> YIELDED -- that store is gone --> WAITING
 * </pre>
 */
final class Dialer {
    private enum State {
        IDLE,
        DIALLING,
        CONNECTED,
        WAITING,
        YIELDED
    }

    private final Neighbourhood neighbourhood;
    private final Loop loop;
    private final Ticker ticker;
    private final Random jitter;
    private final Hint hint;
    /** Tried in turn. */
    private List<PeerAddress> addresses;

    private State state = State.IDLE;
    private boolean retired;
    private Backoff backoff = Backoff.NONE;
    private Transport.@Nullable Dial dial;
    private Loop.@Nullable Timer timer;
    private @Nullable StoreId yieldedTo;

    /** Who was there the last time. */
    private @Nullable Reached reached;

    /** The same, if another link to it was kept instead: dialled again, it would be so again. */
    private @Nullable Reached redundantTo;

    private String toldCode = "";

    /** Whether a session has begun over the newest link. */
    private boolean began;

    /** Counts dials, so that the outcome of one that was given up is not taken for the next one's. */
    private long number;

    /**
     * A process of a store. The store may be connected by another that has its name: the next one, which this address leads to
     * by now, or a copy elsewhere, which it does not lead to.
     */
    private record Reached(StoreId store, long bootNonce) {}

    /** What a dialler of an advert asks before it dials and tells after it did; an address of the config is no hint. */
    interface Hint {
        Hint NONE = new Hint() {};

        /** Milliseconds to wait before a dial, whatever the back-off says; a dial follows where it is 0. */
        default long waitMillis() {
            return 0;
        }

        /** The store that it would lead to, if that has a link already. */
        default Optional<StoreId> linked() {
            return Optional.empty();
        }

        /** A dial failed; answers for how many milliseconds at least to leave it alone. */
        default long failed(Refusal why, Backoff backoff) {
            return 0;
        }

        /** A dial led to a session. */
        default void established() {}
    }

    Dialer(Neighbourhood neighbourhood, Loop loop, Ticker ticker, Random jitter, PeerAddress address) {
        this(neighbourhood, loop, ticker, jitter, Collections.singletonList(address), Hint.NONE);
    }

    Dialer(
            Neighbourhood neighbourhood,
            Loop loop,
            Ticker ticker,
            Random jitter,
            List<PeerAddress> addresses,
            Hint hint) {
        this.neighbourhood = neighbourhood;
        this.loop = loop;
        this.ticker = ticker;
        this.jitter = jitter;
        this.addresses = addresses;
        this.hint = hint;
    }

    PeerAddress address() {
        return addresses.get(0);
    }

    /** An advert is there (again): dials after {@code waitMillis} and what is left of the back-off, unless it does already. */
    void advertised(List<PeerAddress> at, Backoff before, long waitMillis) {
        if (!addresses.containsAll(at) || !at.containsAll(addresses)) {
            addresses = at;
        }
        retired = false;
        if (state == State.IDLE) {
            backoff = backoff.failures() > before.failures() ? backoff : before;
            waitFor(Math.max(waitMillis, backoff.waitMillis(jitter.nextDouble())));
        }
    }

    /** The advert is gone: a link stays, and nothing is dialled after it. */
    void retire() {
        retired = true;
        if (state != State.CONNECTED) {
            stop();
        }
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Dials at once, whatever happened before. */
    void start() {
        stop();
        backoff = Backoff.NONE;
        toldCode = "";
        redundantTo = null;
        dial();
    }

    /** Gives up what it was doing; a link that is open is not its business any more. */
    void stop() {
        number++;
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        state = State.IDLE;
    }

    private void dial() {
        Optional<StoreId> linked = linked();
        if (linked.isPresent()) {
            state = State.YIELDED;
            yieldedTo = linked.get();
            return;
        }
        long wait = hint.waitMillis();
        if (wait > 0) {
            waitFor(wait);
            return;
        }
        state = State.DIALLING;
        number++;
        dial = neighbourhood.dial(this, number);
    }

    /** The store that a dial would lead to again: the goodbye may have come before the link that was kept instead. */
    private Optional<StoreId> linked() {
        return redundantTo != null && neighbourhood.isConnected(redundantTo.store(), redundantTo.bootNonce())
                ? Optional.of(redundantTo.store())
                : hint.linked();
    }

    /** A dial became a link. Answers whether it is still wanted. */
    boolean opened(long ofDial) {
        if (state != State.DIALLING || ofDial != number) {
            return false;
        }
        state = State.CONNECTED;
        began = false;
        dial = null;
        return true;
    }

    /** The session over its link began: the next failure is the first one again. */
    void established(StoreId store, Incarnation its) {
        backoff = Backoff.NONE;
        toldCode = "";
        began = true;
        hint.established();
        reached = new Reached(store, its.bootNonce());
    }

    /** A dial did not become a link. */
    void refused(long ofDial, Refusal why) {
        if (state == State.DIALLING && ofDial == number) {
            dial = null;
            tell(why);
            Collections.rotate(addresses = new ArrayList<>(addresses), -1);
            backoff = backoff.failed();
            waitFor(Math.max(hint.failed(why, backoff), waitMillis(why)));
        }
    }

    /** Each reason once, until it changes or a connection comes about. */
    void tell(Refusal why) {
        if (!why.code().equals("SELF_CONNECTION") && !why.code().equals(toldCode)) {
            toldCode = why.code();
            neighbourhood.listener().turnedAway(address(), true, why);
        }
    }

    /** Not by the hammer: a key or a certificate does not mend itself in a second. */
    private long waitMillis(Refusal why) {
        double chance = jitter.nextDouble();
        return Distrust.is(why) ? backoff.distrustMillis(chance) : backoff.waitMillis(chance);
    }

    /** Something changed that may make the next dial succeed: what waits for one does not wait longer. */
    void retry() {
        if (state == State.WAITING) {
            start();
        }
    }

    /** Its link has ended; after a session that was one, the first dial follows soon whatever ended it. */
    void ended(Refusal why) {
        if (state == State.CONNECTED && Distrust.is(why) && !began && !retired) {
            backoff = backoff.failed();
            waitFor(waitMillis(why));
        } else if (state == State.CONNECTED) {
            waitAndDial();
        }
    }

    /** Another link to the same store is kept instead of its own. */
    void yieldTo(StoreId store) {
        if (state == State.CONNECTED) {
            state = State.YIELDED;
            yieldedTo = store;
            redundantTo = reached;
        }
    }

    /** That store has no link any more. */
    void gone(StoreId store) {
        if (state == State.YIELDED && store.equals(yieldedTo)) {
            yieldedTo = null;
            waitAndDial();
        }
    }

    private void waitAndDial() {
        if (retired) {
            stop();
            return;
        }
        backoff = backoff.failed();
        waitFor(backoff.waitMillis(jitter.nextDouble()));
    }

    private void waitFor(long millis) {
        state = State.WAITING;
        timer = loop.at(ticker.monotonicMillis() + millis, this::dial);
    }
}
