package dev.sotto.link.mdns;

import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.discovery.DiscoveryListener;
import dev.sotto.link.discovery.NearAddresses;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Discovery by multicast DNS on every network of this machine: one thread, a socket for each network and IP version, nothing else.
 * It shares port 5353 with a responder of the system's (avahi, mDNSResponder), and needs none.
 */
public final class MulticastDns implements Discovery {
    private final Random jitter;
    private final LongSupplier millis;
    private final Supplier<Runnable> attention;
    private final boolean thisMachineOnly;

    /**
     * @param jitter so that not everybody speaks at once
     * @param millis monotonic milliseconds
     */
    public MulticastDns(Random jitter, LongSupplier millis) {
        this(jitter, millis, () -> () -> {});
    }

    /**
     * For systems that keep multicast from apps to spare the battery. It is asked for while nobody is known, and for a minute
     * after the start, after somebody was lost and when somebody cannot be reached; in between others find us when they ask for
     * us in their first minute.
     *
     * @param attention asks the system to let multicast through, on this discovery's thread, and answers what ends that
     */
    public MulticastDns(Random jitter, LongSupplier millis, Supplier<Runnable> attention) {
        this(jitter, millis, attention, false);
    }

    private MulticastDns(Random jitter, LongSupplier millis, Supplier<Runnable> attention, boolean thisMachineOnly) {
        this.jitter = jitter;
        this.millis = millis;
        this.attention = attention;
        this.thisMachineOnly = thisMachineOnly;
    }

    /**
     * Among the processes of this machine: on loopback, over IPv4, and nothing reaches a network. For demonstrations and tests; a
     * system that carries no multicast over loopback finds nobody.
     */
    public static MulticastDns onThisMachine(Random jitter, LongSupplier millis) {
        return new MulticastDns(jitter, millis, () -> () -> {}, true);
    }

    @Override
    public boolean isNear(String host) {
        return thisMachineOnly ? NearAddresses.isLoopback(host) : NearAddresses.isNear(host);
    }

    @Override
    public boolean reaches(String host) {
        return thisMachineOnly || !NearAddresses.isLoopback(host);
    }

    @Override
    public Running start(Advert own, DiscoveryListener listener) {
        Run run = new Run(
                thisMachineOnly ? NetworkView::loopback : NetworkView::all, own, listener, jitter, millis, attention);
        Thread thread = new Thread(run, "sotto-mdns");
        thread.setDaemon(true);
        thread.start();
        return run;
    }
}
