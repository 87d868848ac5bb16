package dev.sotto.background;

import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import java.util.ArrayList;
import java.util.List;

/** One real lease and the shares that its users have in it: the last share that closes gives it back. Any thread. */
final class SharedHold {

    private final Lease lease;
    private final Dropped dropped;
    private final List<Share> shares = new ArrayList<Share>();
    private boolean suspect;

    /** Hears that the last share was closed. */
    interface Dropped {
        void dropped(SharedHold hold);
    }

    SharedHold(Lease lease, Dropped dropped) {
        this.lease = lease;
        this.dropped = dropped;
    }

    /** True while nothing speaks against it. */
    synchronized boolean shareable() {
        return !suspect && !shares.isEmpty();
    }

    synchronized Lease share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    /** Passes on what the lease tells; from then on nobody new is let in. */
    void signalled(MechanismSignal signal) {
        List<Share> told;
        synchronized (this) {
            suspect = true;
            told = new ArrayList<Share>(shares);
        }
        for (Share share : told) {
            share.deliver(signal);
        }
    }

    private void closed(Share share) {
        synchronized (this) {
            if (!shares.remove(share) || !shares.isEmpty()) {
                return;
            }
            suspect = true;
        }
        dropped.dropped(this);
        lease.close();
    }

    /** What one user holds. Signals that come before its listener are kept for it. */
    private final class Share implements Lease {
        private final List<SignalListener> listener = new ArrayList<SignalListener>();
        private final List<MechanismSignal> early = new ArrayList<MechanismSignal>();

        @Override
        public long progress() {
            return lease.progress();
        }

        @Override
        public long bufferMillis() {
            return lease.bufferMillis();
        }

        @Override
        public long cpuMillis() {
            return lease.cpuMillis();
        }

        @Override
        public long wakeups() {
            return lease.wakeups();
        }

        @Override
        public void onSignal(SignalListener given) {
            List<MechanismSignal> missed;
            synchronized (SharedHold.this) {
                listener.clear();
                listener.add(given);
                missed = new ArrayList<MechanismSignal>(early);
                early.clear();
            }
            for (MechanismSignal signal : missed) {
                given.signalled(signal);
            }
        }

        void deliver(MechanismSignal signal) {
            List<SignalListener> told;
            synchronized (SharedHold.this) {
                told = new ArrayList<SignalListener>(listener);
                if (told.isEmpty()) {
                    early.add(signal);
                }
            }
            for (SignalListener target : told) {
                target.signalled(signal);
            }
        }

        @Override
        public void close() {
            closed(this);
        }
    }
}
