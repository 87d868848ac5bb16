package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An app asks who holds what it wrote. */
class DeliveryTest extends StoresOverTcp {
    private static Set<StoreId> holders(Delivery delivery) {
        Set<StoreId> holders = new TreeSet<>();
        delivery.holders().stream().filter(Delivery.Holder::complete).forEach(holder -> holders.add(holder.storeId()));
        return holders;
    }

    /** Waits until so many stores hold it. */
    private static Delivery until(Sotto sotto, long commit, int stores) throws Exception {
        CompletableFuture<Delivery> enough = new CompletableFuture<>();
        sotto.sync().addListener(event -> {
            if (event instanceof SyncEvent.Delivered delivered
                    && delivered.delivery().commitId() == commit
                    && delivered.delivery().completeCount() >= stores) {
                enough.complete(delivered.delivery());
            }
        });
        Delivery now = sotto.sync().delivery(commit).orElseThrow();
        return now.completeCount() >= stores ? now : enough.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aPhoneLearnsThatTheKitchenBehindTheTillHoldsTheOrderAndStillKnowsAfterARestart() throws Exception {
        Sotto till = listening("till");
        Sotto kitchen = dialling("kitchen", address(till));
        Sotto phone = dialling("phone", address(till));
        Watcher inKitchen = Watcher.on(kitchen, ALL);

        long commit = phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1', total: 12}), ({_id: 'o2'})")
                .commitId()
                .orElseThrow();
        Delivery first = phone.sync().track(commit);
        assertEquals(2, first.documents());
        inKitchen.untilCount(2);

        Delivery held = until(phone, commit, 2);
        assertEquals(new TreeSet<>(List.of(till.storeId(), kitchen.storeId())), holders(held));
        Document row =
                phone.execute("SELECT * FROM system:deliveries").documents().get(0);
        assertEquals(commit, row.getLong("_id"));
        assertEquals(2, row.getLong("complete"));

        phone.close();
        Sotto again = opened(config("phone"));
        assertEquals(held.holders(), again.sync().delivery(commit).orElseThrow().holders());
    }

    @Test
    void whatIsAskedBeforeAnybodyIsThereIsAnsweredLater() throws Exception {
        Sotto till = listening("till");
        long commit = till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})")
                .commitId()
                .orElseThrow();
        assertEquals(List.of(), till.sync().track(commit).holders());
        Sotto phone = dialling("phone", address(till));
        assertEquals(Set.of(phone.storeId()), holders(until(till, commit, 1)));
    }

    @Test
    void aCommitThatIsNotOneOfTheLastCannotBeAskedAbout() {
        Sotto till = opened(config("till"));
        assertThrows(IllegalArgumentException.class, () -> till.sync().track(4_711));
        List<Long> commits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            till.execute("INSERT INTO orders DOCUMENTS ({_id: " + i + "})")
                    .commitId()
                    .ifPresent(commits::add);
        }
        commits.forEach(till.sync()::track);
        assertEquals(
                commits,
                till.sync().deliveries().stream().map(Delivery::commitId).toList());
        assertTrue(till.sync().delivery(4_711).isEmpty());
    }
}
