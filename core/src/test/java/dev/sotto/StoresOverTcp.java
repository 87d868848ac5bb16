package dev.sotto;

import dev.sotto.identity.SharedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stores in one process, over real TCP and TLS on loopback, all closed at the end. */
@Tag("sync")
@Timeout(120)
abstract class StoresOverTcp {
    static final String ALL = "SELECT * FROM orders";

    @TempDir
    Path home;

    final SharedKey key = SharedKey.generate(new SecureRandom());
    final List<AutoCloseable> open = new ArrayList<>();

    SottoConfig.Builder config(String name) {
        return SottoConfig.in(home.resolve(name)).name(name).appId("shop").sharedKey(key);
    }

    /** Opens a store that listens, subscribed to everything, and starts it. */
    Sotto listening(String name) {
        return started(config(name).listen("127.0.0.1:0"), ALL);
    }

    Sotto dialling(String name, String address) {
        return started(config(name).connect(address), ALL);
    }

    Sotto started(SottoConfig.Builder config, String... subscriptions) {
        Sotto sotto = opened(config);
        for (String subscription : subscriptions) {
            sotto.sync().registerSubscription(subscription);
        }
        sotto.sync().start();
        return sotto;
    }

    Sotto opened(SottoConfig.Builder config) {
        Sotto sotto = Sotto.open(config.build());
        open.add(sotto);
        return sotto;
    }

    Cable cable(String address) {
        Cable cable = Cable.to(address);
        open.add(cable);
        return cable;
    }

    static String address(Sotto sotto) {
        return sotto.sync().status().listening().get(0);
    }

    /** A till that listens and a phone that dials it, both subscribed to everything, and what each has seen. */
    record Shop(Sotto till, Sotto phone, Watcher onTill, Watcher onPhone) {
        /** Both have what the statement inserts at the till, and the phone no longer syncs. */
        void parted(String insert) {
            onPhone.untilCount(till.execute(insert).mutatedIds().size());
            phone.sync().stop();
        }
    }

    Shop shop() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        return new Shop(till, phone, Watcher.on(till, ALL), Watcher.on(phone, ALL));
    }

    /** Of two writes at different stores the later one wins; in one millisecond it is the store that decides. */
    static void nextMillisecond() {
        long before = System.currentTimeMillis();
        while (System.currentTimeMillis() <= before) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }
}
