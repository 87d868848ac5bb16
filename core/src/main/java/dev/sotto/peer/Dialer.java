package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.link.Backoff;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one address connected: dials, waits longer after each failure, dials again. On the loop.
 *
 * <pre>
 *   IDLE -- start --> DIALLING -- link --> CONNECTED -- ended --> WAITING -- timer --> DIALLING
 *                        |------ refused -------------------------^
 *   CONNECTED -- the same store has another link --> YIELDED -- that store is gone --> DIALLING
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
    private final PeerAddress address;
    private State state = State.IDLE;
    private Backoff backoff = Backoff.NONE;
    private Transport.@Nullable Dial dial;
    private Loop.@Nullable Timer timer;
    private @Nullable StoreId yieldedTo;
    private String toldCode = "";

    /** Counts dials, so that the outcome of one that was given up is not taken for the next one's. */
    private long number;

    Dialer(Neighbourhood neighbourhood, Loop loop, Ticker ticker, Random jitter, PeerAddress address) {
        this.neighbourhood = neighbourhood;
        this.loop = loop;
        this.ticker = ticker;
        this.jitter = jitter;
        this.address = address;
    }

    PeerAddress address() {
        return address;
    }

    /** Dials at once, whatever happened before. */
    void start() {
        stop();
        backoff = Backoff.NONE;
        toldCode = "";
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
        state = State.DIALLING;
        number++;
        dial = neighbourhood.dial(this, number);
    }

    /** A dial became a link. Answers whether it is still wanted. */
    boolean opened(long ofDial) {
        if (state != State.DIALLING || ofDial != number) {
            return false;
        }
        state = State.CONNECTED;
        dial = null;
        return true;
    }

    /** The session over its link began: the next failure is the first one again. */
    void established() {
        backoff = Backoff.NONE;
        toldCode = "";
    }

    /** A dial did not become a link. */
    void refused(long ofDial, Refusal why) {
        if (state == State.DIALLING && ofDial == number) {
            dial = null;
            tell(why);
            waitAndDial();
        }
    }

    /** Each reason once, until it changes or a connection comes about. */
    void tell(Refusal why) {
        if (!why.code().equals("SELF_CONNECTION") && !why.code().equals(toldCode)) {
            toldCode = why.code();
            neighbourhood.listener().turnedAway(address, true, why);
        }
    }

    /** Its link has ended. */
    void ended() {
        if (state == State.CONNECTED) {
            waitAndDial();
        }
    }

    /** Another link to the same store is kept instead of its own. */
    void yieldTo(StoreId store) {
        if (state == State.CONNECTED) {
            state = State.YIELDED;
            yieldedTo = store;
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
        state = State.WAITING;
        backoff = backoff.failed();
        timer = loop.at(ticker.monotonicMillis() + backoff.waitMillis(jitter.nextDouble()), this::dial);
    }
}
