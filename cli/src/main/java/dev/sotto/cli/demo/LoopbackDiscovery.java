package dev.sotto.cli.demo;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.discovery.DiscoveryListener;
import dev.sotto.link.discovery.Sighting;
import dev.sotto.link.mdns.MulticastDns;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tries whether processes of this machine can find each other by multicast over loopback; not every system carries it. */
final class LoopbackDiscovery {
    /** An advert is repeated after one second; three of them may be lost. */
    private static final long PATIENCE_MILLIS = 4_000;

    private LoopbackDiscovery() {}

    /** Advertises and listens. Blocks for some ten milliseconds where it works, and {@value #PATIENCE_MILLIS} ms where not. */
    static boolean works() throws InterruptedException {
        SecureRandom random = new SecureRandom();
        String instance = "sotto-probe-" + Long.toHexString(random.nextLong());
        CountDownLatch seen = new CountDownLatch(1);
        Discovery.Running advertiser = here(random).start(new Advert(instance, 1, Bytes.EMPTY), new Seen("", seen));
        Discovery.Running listener =
                here(random).start(new Advert(instance + "-l", 0, Bytes.EMPTY), new Seen(instance, seen));
        try {
            return seen.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            advertiser.close(() -> {});
            listener.close(() -> {});
        }
    }

    private static Discovery here(SecureRandom random) {
        return MulticastDns.onThisMachine(random, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    private record Seen(String wanted, CountDownLatch seen) implements DiscoveryListener {
        @Override
        public void found(Sighting sighting) {
            if (sighting.instance().equals(wanted)) {
                seen.countDown();
            }
        }

        @Override
        public void lost(String instance) {
            // it was there, which is all that is asked
        }

        @Override
        public void deaf(Refusal why) {
            // nobody is found then
        }
    }
}
