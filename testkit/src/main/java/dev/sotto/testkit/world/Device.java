package dev.sotto.testkit.world;

import dev.sotto.document.Scopes;
import dev.sotto.peer.Wanted;
import dev.sotto.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A phone, till or server: its clock, its disk, its system, and the process of the app while there is one. */
final class Device {
    private final World world;
    private final int number;
    private final Random random;
    private final SeededRandom ids;
    private final VirtualClock clock;
    private final VirtualDisk disk;
    private final List<Integer> dials = new ArrayList<>();
    private List<Wanted> wanted = new ArrayList<>();
    private @Nullable Process process;
    private boolean up = true;
    private boolean bootPlanned;
    private long heartbeatMillis = 1_000;
    private long slackMillis;
    private long generation;
    private Scopes scopes = Scopes.ALL;

    Device(World world, int number, Random random) {
        this(world, number, random, Optional.empty());
    }

    private Device(World world, int number, Random random, Optional<VirtualDisk> found) {
        this.world = world;
        this.number = number;
        this.random = random;
        this.ids = new SeededRandom(random.nextLong());
        Swarm swarm = world.swarm();
        double rate = swarm.drifts() ? 1 + (random.nextDouble() - 0.5) * 2 * swarm.driftMax() : 1;
        this.clock = new VirtualClock(world.time(), rate, random.nextBoolean());
        this.clock.step(random.nextInt(200) - 100);
        this.disk = found.orElseGet(() -> new VirtualDisk(world.isOnSqlite(), random, ids));
    }

    /** A device with a copy of this one's store, as it is on the disk now; whoever has it wants the same. */
    Device copied(int itsNumber, Random itsRandom) {
        Device copy = new Device(world, itsNumber, itsRandom, Optional.of(disk.copied(itsRandom)));
        copy.clock.wasAt(clock.wallMaxMillis());
        copy.wanted = wanted;
        copy.heartbeatMillis = heartbeatMillis;
        return copy;
    }

    int number() {
        return number;
    }

    String name() {
        return String.valueOf((char) ('A' + number));
    }

    VirtualClock clock() {
        return clock;
    }

    VirtualDisk disk() {
        return disk;
    }

    SeededRandom ids() {
        return ids;
    }

    List<Integer> dials() {
        return dials;
    }

    /** What the app says that others may have of this device, and bring to it, since it started. */
    Scopes scopes() {
        return scopes;
    }

    List<Wanted> wanted() {
        return wanted;
    }

    /** Its system runs, whether or not the app does. */
    boolean isUp() {
        return up;
    }

    @Nullable
    Process process() {
        return process;
    }

    /** Whether an app there can do something now. */
    boolean runs() {
        return process != null && process.runs() && !process.isOver();
    }

    /** How long a thread waits for its turn there. */
    long wakeDelay() {
        return slackMillis == 0 ? 0 : random.nextInt((int) slackMillis + 1);
    }

    void wants(List<Wanted> subscriptions) {
        wanted = subscriptions;
        if (process != null && process.isAlive()) {
            world.plants().subscribe(process.peer(), classed(subscriptions));
        }
    }

    /** Each in a class of its own, as far as there are some, and another one on each device. */
    private List<Wanted> classed(List<Wanted> subscriptions) {
        List<Wanted> classed = new ArrayList<>();
        for (Wanted one : subscriptions) {
            int place = one.query().text().length() + classed.size() + number;
            int syncClass = world.swarm().classes() ? place % Limits.CLASSES : 0;
            classed.add(new Wanted(one.query(), syncClass, one.evictsWhatLeft(), one.windows(), 0));
        }
        return classed;
    }

    // ---- life of the process

    /** The app starts, if it does not run. */
    void start() {
        bootPlanned = false;
        if (process != null && process.isAlive()) {
            return;
        }
        if (!up) {
            up = true;
            clock.booted();
        }
        world.trace().note(number, "starts");
        world.checks().tell(invariant -> invariant.starts(this));
        generation++;
        scopes = world.rights().map(rights -> rights.of(this)).orElse(Scopes.ALL);
        Process started = new Process(world, this);
        process = started;
        world.plants().subscribe(started.peer(), classed(wanted));
        if (world.swarm().observes()) {
            started.observe();
        }
        started.peer().heartbeat(heartbeatMillis);
        world.retiring()
                .ifPresent(retiring -> started.peer().rejoin(world.plants().rejoin(retiring.policy(this))));
        started.peer()
                .start(failed -> failed.ifPresent(why -> world.checks().found(this, "sync did not start: " + why)));
        world.network().pump();
    }

    private void startAfter(long millis) {
        if (!bootPlanned) {
            bootPlanned = true;
            world.time().after(millis, this::start);
        }
    }

    /** Power goes, now, in the middle of anything. It comes back. */
    void losePower(Fault when) {
        Process dead = process;
        if (dead == null || !dead.isAlive()) {
            return;
        }
        world.trace().note(number, "loses power", when::toString);
        dead.die();
        up = false;
        disk.lose();
        world.network().died(dead, false);
        startAfter(100 + random.nextInt(world.swarm().outageMillisMax()));
    }

    /** The system ends the process. */
    void kill() {
        Process dead = process;
        if (dead == null || !dead.isAlive()) {
            return;
        }
        world.trace().note(number, "is killed");
        dead.die();
        disk.leave();
        world.network().died(dead, true);
        startAfter(100 + random.nextInt(world.swarm().outageMillisMax()));
    }

    /** The app is ended and a backup of its store put back. */
    void restore() {
        kill();
        disk.restore(world.plants().restoreRenewsEpoch());
        world.checks().tell(invariant -> invariant.restored(this));
        world.trace().note(number, "is restored");
    }

    // ---- the phone's system

    /** Suspends the process: it is told, and has {@code graceMillis}; then it stands still for {@code millis}. */
    void suspend(long graceMillis, long millis, boolean sleeps, boolean told) {
        Process of = process;
        if (of == null || !of.runs()) {
            return;
        }
        long now = generation;
        if (told) {
            of.peer().pause(graceMillis, () -> {});
        }
        world.time().after(told ? graceMillis : 0, () -> {
            if (generation == now && of.runs() && !world.troubles().areOver()) {
                world.trace().note(number, "stands still", () -> millis + " ms");
                of.freeze();
                if (sleeps) {
                    clock.sleeps();
                }
                world.time().after(millis, () -> {
                    if (generation == now && of.isAlive()) {
                        wake(told);
                    }
                });
            }
        });
    }

    private void wake(boolean told) {
        clock.wakes();
        Process of = process;
        if (of != null && of.isFrozen()) {
            world.trace().note(number, "goes on");
            of.thaw();
            if (told) {
                world.plants().resume(of.peer(), random.nextBoolean());
            }
            world.network().pump();
        }
    }

    void heartbeat(long millis) {
        heartbeatMillis = millis;
        if (process != null && process.isAlive()) {
            process.peer().heartbeat(millis);
        }
    }

    /** Timers and threads come so late at most. */
    void slack(long millis) {
        slackMillis = millis;
    }

    /** All trouble of this device is over; its process runs. */
    void heal(long wallAheadMillis) {
        disk.full(false);
        disk.slow(0);
        slack(0);
        clock.set(wallAheadMillis);
        wake(false);
        start();
        heartbeat(1_000);
        Process healthy = process;
        if (healthy != null) {
            world.plants().resume(healthy.peer(), true);
        }
    }
}
