package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.link.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two stores with several links between them: one carries, the others stand by until it ends. */
class SeveralLinksTest extends StoresOverTcp {
    private static final String BOTH_HOSTS = "127.0.0.1:0 [::1]:0";

    /** A till that listens at two hosts, and a phone that dials both, each over a cable. */
    private final class Twice {
        final Sotto till;
        final Sotto phone;
        final List<Cable> cables = new ArrayList<>();
        final Watcher onTill;
        final Watcher onPhone;

        Twice() {
            SottoConfig.Builder listening = config("till");
            for (String host : BOTH_HOSTS.split(" ")) {
                listening.listen(host);
            }
            till = started(listening, ALL);
            SottoConfig.Builder dialling = config("phone");
            for (String address : till.sync().status().listening()) {
                cables.add(cable(address));
                dialling.connect(cables.get(cables.size() - 1).address());
            }
            phone = started(dialling, ALL);
            onTill = Watcher.on(till, ALL);
            onPhone = Watcher.on(phone, ALL);
            onTill.until("two links", () -> settled(till));
            onPhone.until("two links", () -> settled(phone));
        }

        /** The cable that carries, as the phone sees it. */
        Cable carrying() {
            String address = links(phone).stream()
                    .filter(SyncStatus.Link::carries)
                    .findFirst()
                    .orElseThrow()
                    .address();
            return cables.stream()
                    .filter(cable -> cable.address().equals(address))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<SyncStatus.Link> links(Sotto sotto) {
        List<SyncStatus.PeerStatus> peers = sotto.sync().status().peers();
        return peers.isEmpty() ? List.of() : peers.get(0).links();
    }

    private static boolean settled(Sotto sotto) {
        return links(sotto).size() == 2
                && links(sotto).stream().filter(SyncStatus.Link::carries).count() == 1
                && sotto.sync().status().peers().get(0).synced();
    }

    @Test
    void aLinkThatIsResetInTheMiddleOfATransferIsFollowedByTheOtherInLessThanASecond() {
        Twice shop = new Twice();
        assertEquals(Way.Kind.LOOPBACK, links(shop.phone).get(0).kind());
        shop.phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'sum', total: 0})");
        shop.onTill.untilCount(1);
        Cable carrying = shop.carrying();
        carrying.cutAfter(40_000);
        for (int i = 0; i < 30; i++) {
            StringBuilder documents = new StringBuilder();
            for (int k = 0; k < 100; k++) {
                documents
                        .append(k == 0 ? "" : ", ")
                        .append("({_id: 'o")
                        .append(100 * i + k)
                        .append("', n: 1})");
            }
            shop.phone.execute("INSERT INTO orders DOCUMENTS " + documents);
            shop.phone.execute("UPDATE orders APPLY total INCREMENT BY 1 WHERE _id = 'sum'");
        }
        SyncEvent.LinkMoved moved = shop.onTill.untilHears(SyncEvent.LinkMoved.class);
        shop.onTill.until(
                "all of it, once",
                shown -> shown.size() == 3_001
                        && shown.stream().anyMatch(one -> one.id().equals("sum") && one.getLong("total") == 30));

        assertEquals("phone", moved.peer().name());
        assertEquals(
                0,
                shop.onTill.count(SyncEvent.Disconnected.class),
                shop.onTill.events().toString());
        assertEquals(
                0,
                shop.onPhone.count(SyncEvent.Disconnected.class),
                shop.onPhone.events().toString());
    }

    @Test
    void movingOnTakesLessThanASecond() {
        Twice shop = new Twice();
        for (int i = 1; i <= 5; i++) {
            shop.onTill.until("two links", () -> settled(shop.till));
            shop.onPhone.until("two links", () -> settled(shop.phone));
            Cable carrying = shop.carrying();
            long before = System.nanoTime();
            carrying.cut();
            shop.phone.execute("INSERT INTO orders DOCUMENTS ({_id: " + i + "})");
            shop.onTill.untilCount(i);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            assertTrue(
                    millis < 1_000, "cut " + i + ": " + millis + " ms from the reset to a document on the other side");
            int cuts = i;
            shop.onPhone.until("told " + i, () -> shop.onPhone.count(SyncEvent.LinkMoved.class) >= cuts);
        }
        assertEquals(
                1,
                shop.onTill.count(SyncEvent.Connected.class),
                shop.onTill.events().toString());
    }

    @Test
    void whenBothLinksEndThePeerIsGoneAndComesBack() {
        Twice shop = new Twice();
        shop.onTill.forget();
        shop.cables.forEach(Cable::cut);
        shop.onTill.untilHears(SyncEvent.Connected.class);
        assertEquals(
                1,
                shop.onTill.count(SyncEvent.Disconnected.class),
                shop.onTill.events().toString());
        shop.till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        shop.onPhone.untilCount(1);
    }

    /** The new process's link must not wait for the silence of the old one's, whichever side dialled which. */
    @Test
    void afterAPowerLossTheNewLinkCountsAtOnce() {
        for (boolean tillChooses : new boolean[] {true, false}) {
            String phoneName = "phone " + tillChooses;
            Sotto till = opened(config("till " + tillChooses).listen("127.0.0.1:0"));
            Sotto phone = opened(config(phoneName + "0").listen("127.0.0.1:0"));
            for (int i = 1; till.storeId().compareTo(phone.storeId()) < 0 != tillChooses; i++) {
                phone = opened(config(phoneName + i).listen("127.0.0.1:0"));
            }
            String name = phone.config().name();
            phone.sync().registerSubscription(ALL);
            phone.sync().start();
            Cable cable = cable(address(phone));
            till.close();
            till = started(config("till " + tillChooses).listen("127.0.0.1:0").connect(cable.address()), ALL);
            Watcher onTill = Watcher.on(till, ALL);
            onTill.untilHears(SyncEvent.Connected.class);

            cable.goDead(true);
            phone.close();
            onTill.forget();
            Sotto again = started(config(name).connect(address(till)), ALL);
            long before = System.nanoTime();
            onTill.untilHears(SyncEvent.Connected.class);
            till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
            Watcher.on(again, ALL).untilCount(1);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            assertTrue(millis < 2_000, millis + " ms; the silence of the old one would be noticed after 2.5 s");
        }
    }
}
