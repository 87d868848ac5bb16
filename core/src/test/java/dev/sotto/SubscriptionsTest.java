package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many subscriptions a store may have, and what can be said of each. */
class SubscriptionsTest extends StoresOverTcp {
    private static Subscription subscribe(Sotto phone, int shop) {
        return phone.sync()
                .registerSubscription(
                        "SELECT * FROM orders WHERE shop = :shop", Collections.singletonMap("shop", shop));
    }

    @Test
    void twoHundredAreServedAndTheNextIsRefusedWithWhatToDo() {
        Sotto till = listening("till");
        Sotto phone = opened(config("phone").connect(address(till)));
        Subscription first = subscribe(phone, 0);
        for (int shop = 1; shop < Limits.SUBSCRIPTIONS_MAX; shop++) {
            subscribe(phone, shop);
        }
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> subscribe(phone, 200));
        assertTrue(refused.getMessage().contains("close some"), refused.getMessage());

        phone.sync().start();
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, shop: 199}), ({_id: 2, shop: 200})");
        onPhone.untilShows("{\"_id\":1,\"shop\":199}");
        first.close();
        subscribe(phone, 200);
        onPhone.untilShows("{\"_id\":1,\"shop\":199}", "{\"_id\":2,\"shop\":200}");
    }

    @Test
    void aClassIsOneOfFour() {
        SubscriptionOptions options = SubscriptionOptions.defaults();
        assertEquals(SubscriptionOptions.DEFAULT_CLASS, options.syncClass());
        assertEquals(0, options.inClass(0).evictWhatLeft().syncClass());
        assertTrue(options.evictWhatLeft().inClass(3).evictsWhatLeft());
        assertThrows(IllegalArgumentException.class, () -> options.inClass(4));
        assertThrows(IllegalArgumentException.class, () -> options.inClass(-1));
    }

    @Test
    void ordersOfTheFirstClassAndACatalogueOfTheLastAreBothThereInTheEnd() {
        Sotto till = listening("till");
        String articles =
                IntStream.range(0, 600).mapToObj(i -> "({_id: " + i + "})").collect(Collectors.joining(", "));
        till.execute("INSERT INTO articles DOCUMENTS " + articles);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1}), ({_id: 2})");
        Sotto phone = opened(config("phone").connect(address(till)));
        SubscriptionOptions options = SubscriptionOptions.defaults();
        phone.sync().registerSubscription("SELECT * FROM articles", Collections.emptyMap(), options.inClass(3));
        phone.sync().registerSubscription(ALL, Collections.emptyMap(), options.inClass(0));
        Watcher onOrders = Watcher.on(phone, ALL);
        Watcher onArticles = Watcher.on(phone, "SELECT * FROM articles");
        phone.sync().start();
        onOrders.untilCount(2);
        onArticles.untilCount(600);
    }
}
