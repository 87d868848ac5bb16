package dev.sotto.background;

import dev.sotto.background.machine.Command;
import dev.sotto.background.machine.Event;
import dev.sotto.background.machine.Limits;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The orders and leases of one loop: does what the machine commands and brings answers back as events. Loop only. */
final class Holds {

    private final Loop loop;
    private final Platform platform;
    private final Faults faults;
    private final List<SharedMechanism> mechanisms = new ArrayList<SharedMechanism>();
    private final List<SharedMechanism.SignalTarget> observers = new ArrayList<SharedMechanism.SignalTarget>();
    private final TreeMap<Long, Answer> orders = new TreeMap<Long, Answer>();
    private final TreeMap<Long, Held> leases = new TreeMap<Long, Held>();
    private int closingCount;

    Holds(Loop loop, Platform platform, Faults faults) {
        this.loop = loop;
        this.platform = platform;
        this.faults = faults;
    }

    void open() {
        List<KeepAliveMechanism> ladder = platform.mechanisms();
        for (int i = 0; i < ladder.size(); i++) {
            int rung = i;
            SharedMechanism.SignalTarget observer = signal -> loop.post(at -> Event.signal(at, rung, 0, signal));
            observers.add(observer);
            mechanisms.add(SharedMechanism.join(ladder.get(i), platform.workers(), faults, observer));
        }
    }

    void close() {
        for (int i = 0; i < mechanisms.size(); i++) {
            mechanisms.get(i).leave(observers.get(i));
        }
    }

    /** True while no lease is out and none is being closed. */
    boolean idle() {
        return leases.isEmpty() && closingCount == 0;
    }

    private static final class Held {
        final Lease lease;
        final int rung;
        final Lane lane;
        long cpuMillis;
        long wakeupCount;

        Held(Lease lease, int rung, Lane lane) {
            this.lease = lease;
            this.rung = rung;
            this.lane = lane;
        }
    }

    /** Takes the one answer to an order; any further one is handed back. Any thread. */
    private final class Answer implements AcquireCallback {
        private final int rung;
        private final long generation;
        private boolean given;

        Answer(int rung, long generation) {
            this.rung = rung;
            this.generation = generation;
        }

        @Override
        public void acquired(long ignored, Lease lease) {
            if (first()) {
                loop.run(() -> taken(rung, generation, lease));
            } else {
                faults.add("mechanism " + loop.id(rung) + " answered one order twice; the second lease was closed");
                mechanisms.get(rung).lane().post(lease::close);
            }
        }

        @Override
        public void failed(long ignored, FailureKind kind, String why) {
            if (first()) {
                loop.run(() -> {
                    orders.remove(generation);
                    loop.step(Event.acquireFailed(loop.at(), generation, kind, why));
                });
            } else {
                faults.add("mechanism " + loop.id(rung) + " answered one order twice");
            }
        }

        private synchronized boolean first() {
            boolean before = given;
            given = true;
            return !before;
        }
    }

    void acquire(Command command) {
        Answer answer = new Answer(command.rung(), command.generation());
        orders.put(command.generation(), answer);
        mechanisms.get(command.rung()).acquire(command.request(), answer);
    }

    void cancel(Command command) {
        Answer answer = orders.remove(command.generation());
        if (answer != null) {
            loop.after(Limits.RELEASE_MILLIS, mechanisms.get(command.rung()).cancel(answer));
        }
    }

    private void taken(int rung, long generation, Lease lease) {
        orders.remove(generation);
        Held held = new Held(lease, rung, mechanisms.get(rung).lane());
        leases.put(generation, held);
        loop.step(Event.acquired(loop.at(), generation));
        if (leases.containsKey(generation)) {
            held.lane.post(() -> lease.onSignal(signal -> signalled(rung, generation, signal)));
        }
    }

    private void signalled(int rung, long generation, MechanismSignal signal) {
        loop.post(at -> Event.signal(at, rung, generation, signal));
    }

    /** Asks for progress and cost; the answer is an event. */
    void sample(long generation) {
        Held held = leases.get(generation);
        if (held == null) {
            return;
        }
        held.lane.post(() -> {
            long progress = held.lease.progress();
            long bufferMillis = held.lease.bufferMillis();
            long cpuMillis = held.lease.cpuMillis();
            long wakeupCount = held.lease.wakeups();
            loop.run(() -> {
                charge(held, cpuMillis, wakeupCount);
                loop.step(Event.health(loop.at(), generation, progress, bufferMillis));
            });
        });
    }

    private void charge(Held held, long cpuMillis, long wakeupCount) {
        loop.cost(held.rung, cpuMillis - held.cpuMillis, wakeupCount - held.wakeupCount);
        held.cpuMillis = Math.max(held.cpuMillis, cpuMillis);
        held.wakeupCount = Math.max(held.wakeupCount, wakeupCount);
    }

    /** Closes a lease on its mechanism's lane; one that takes too long is left behind there. */
    void release(long generation) {
        Held held = leases.remove(generation);
        if (held == null) {
            return;
        }
        boolean[] closed = new boolean[1];
        closingCount++;
        held.lane.post(() -> {
            try {
                long cpuMillis = held.lease.cpuMillis();
                long wakeupCount = held.lease.wakeups();
                loop.run(() -> charge(held, cpuMillis, wakeupCount));
            } finally {
                try {
                    held.lease.close();
                } finally {
                    loop.run(() -> {
                        closed[0] = true;
                        closingCount--;
                    });
                }
            }
        });
        loop.after(Limits.RELEASE_MILLIS, () -> {
            if (!closed[0]) {
                held.lane.leaveBehind("closing a lease");
            }
        });
    }
}
