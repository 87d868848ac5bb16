package dev.sotto.link.mdns;

import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.discovery.DiscoveryListener;
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
        this.jitter = jitter;
        this.millis = millis;
        this.attention = attention;
    }

    @Override
    public Running start(Advert own, DiscoveryListener listener) {
        Run run = new Run(own, listener, jitter, millis, attention);
        Thread thread = new Thread(run, "sotto-mdns");
        thread.setDaemon(true);
        thread.start();
        return run;
    }
}
