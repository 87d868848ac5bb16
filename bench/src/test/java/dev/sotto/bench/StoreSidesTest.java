package dev.sotto.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ratio is only printed of two sides that did the same. */
class StoreSidesTest {
    private static final List<Order> ORDERS = Order.small(500, Order.customers(500), new Random(1));

    @TempDir
    private Path dir;

    @Test
    void twoStoresWithTheSameDocumentsFindTheSame() throws Exception {
        try (SottoStore ours = SottoStore.open(Files.createDirectory(dir.resolve("ours")));
                BareStore bare = BareStore.open(Files.createDirectory(dir.resolve("bare")))) {
            StoreBenchmark.fill(ours, ORDERS);
            StoreBenchmark.fill(bare, ORDERS);
            StoreSides sides = new StoreSides(ours, bare, ORDERS);
            sides.inserts(1, 2);
            sides.changes(1, 2);
            sides.verify();
        }
    }

    @Test
    void aStoreThatLostADocumentIsFoundOut() throws Exception {
        try (SottoStore ours = SottoStore.open(Files.createDirectory(dir.resolve("ours")));
                BareStore bare = BareStore.open(Files.createDirectory(dir.resolve("bare")))) {
            StoreBenchmark.fill(ours, ORDERS.subList(1, ORDERS.size()));
            StoreBenchmark.fill(bare, ORDERS);
            StoreSides sides = new StoreSides(ours, bare, ORDERS);
            assertTrue(assertThrows(IllegalStateException.class, sides::verify)
                    .getMessage()
                    .contains("ours holds 499"));
        }
    }

    @Test
    void aStoreThatHoldsAnotherValueIsFoundOut() throws Exception {
        List<Order> other = new ArrayList<>(Order.small(500, Order.customers(500), new Random(1)));
        Order changed = other.get(0);
        other.set(0, new Order(changed.id(), changed.fields(), changed.json().replace("\"open\":", "\"closed\":")));
        try (SottoStore ours = SottoStore.open(Files.createDirectory(dir.resolve("ours")));
                BareStore bare = BareStore.open(Files.createDirectory(dir.resolve("bare")))) {
            StoreBenchmark.fill(ours, ORDERS);
            StoreBenchmark.fill(bare, other);
            StoreSides sides = new StoreSides(ours, bare, other.subList(0, 1));
            assertThrows(IllegalStateException.class, sides::verifyDocuments);
        }
    }

    @Test
    void sidesThatCountDifferentlyHaveNoRatio() {
        Rounds rounds = new Rounds("counting", 1);
        assertEquals(
                "counting: one side counted 3, the other 4",
                assertThrows(IllegalStateException.class, () -> rounds.measure(1, round -> 3, round -> 4))
                        .getMessage());
    }
}
