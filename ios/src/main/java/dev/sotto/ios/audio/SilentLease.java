package dev.sotto.ios.audio;

import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.ios.IosLimits;
import java.util.ArrayList;
import java.util.List;

/** The hold that one silent player is. Signals that come before the machine listens are kept and told then, in order. */
final class SilentLease implements Lease, Lease.SignalListener {

    /** Who gives the session back when this lease is closed. */
    interface Owner {
        void close(SilentLease lease);
    }

    private final Owner owner;
    private final AudioSystem.Player player;
    private final Object signalLock = new Object(); // not the player's: asking a dead server may hang
    private final List<MechanismSignal> untold = new ArrayList<MechanismSignal>();
    private SignalListener listener = untold::add;
    private long position;
    private long played;
    private volatile boolean disposed;

    SilentLease(Owner owner, AudioSystem.Player player) {
        this.owner = owner;
        this.player = player;
    }

    /** Told inside the lock, so that nothing overtakes: a listener does not block. */
    @Override
    public void signalled(MechanismSignal signal) {
        synchronized (signalLock) {
            if (!disposed) {
                listener.signalled(signal);
            }
        }
    }

    @Override
    public void onSignal(SignalListener value) {
        synchronized (signalLock) {
            listener = value;
            for (MechanismSignal signal : untold) {
                value.signalled(signal);
            }
            untold.clear();
        }
    }

    /** Milliseconds played: the position starts over with each round, so what counts is that it moved, and how far. */
    @Override
    public synchronized long progress() {
        if (!disposed) {
            long now = player.positionMillis();
            long moved = now - position;
            played += moved < 0 ? moved + IosLimits.SILENCE_MILLIS : moved;
            position = now;
        }
        return played;
    }

    @Override
    public void close() {
        owner.close(this);
    }

    /** The player stops; the session stays. */
    synchronized void dispose() {
        if (!disposed) {
            disposed = true;
            player.dispose();
        }
    }
}
