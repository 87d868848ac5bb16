package dev.sotto.testkit.world;

import dev.sotto.document.StoreId;
import dev.sotto.identity.Retirement;
import dev.sotto.peer.RejoinPolicy;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stores that are retired by their names, each by the app of another device, and come back. Some apps have said what becomes of what
 * they wrote, some are asked and take their time, and may be ended before they answer.
 */
final class Retiring {
    private static final RejoinPolicy[] POLICIES = RejoinPolicy.values();
    private static final int THOUGHT_MILLIS_MAX = 5_000;

    private final World world;
    private final Random random;

    /** What each device's app says at its start. */
    private final Map<Integer, RejoinPolicy> policies = new TreeMap<>();

    /** Devices whose app has said that what nobody has acknowledged may go, and whose store may be retired or put back as one that is. */
    private final Set<Integer> dropping = new TreeSet<>();

    Retiring(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** One to three of them, at any time. */
    void plan() {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            world.time().at((long) (random.nextDouble() * world.swarm().millis()), this::retire);
        }
    }

    private void retire() {
        Device operator = world.anyDevice(random);
        Device retired = world.anyDevice(random);
        Process process = operator.process();
        if (world.troubles().areOver() || operator == retired || process == null || !operator.runs()) {
            return;
        }
        StoreId store = retired.disk().storage().identity().storeId();
        world.troubles().happened(Fault.RETIRE);
        world.trace().note(operator.number(), "retires", retired::name);
        if (policy(retired) == RejoinPolicy.DROP) {
            dropping.add(retired.number());
        }
        process.peer()
                .retire(Retirement.of(store), () -> {}, why -> world.checks().failed(operator, why));
    }

    /** What the app of that device says at its start. */
    RejoinPolicy policy(Device device) {
        return policies.computeIfAbsent(device.number(), first -> POLICIES[random.nextInt(POLICIES.length)]);
    }

    /** The app is asked. If its process ends before it has answered, the next one is asked again. */
    void asked(Process process) {
        world.time().after(random.nextInt(THOUGHT_MILLIS_MAX), () -> {
            if (process.isAlive()) {
                RejoinPolicy word = random.nextBoolean() ? RejoinPolicy.KEEP : RejoinPolicy.DROP;
                if (word == RejoinPolicy.DROP) {
                    dropping.add(process.device().number());
                }
                world.trace().note(process.device().number(), "says", word::toString);
                process.peer().rejoin(world.plants().rejoin(word));
            }
        });
    }

    /** Whether what nobody has acknowledged may go there, by its app's word. */
    boolean mayDrop(Device device) {
        return dropping.contains(device.number());
    }
}
