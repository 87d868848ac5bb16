package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.link.PeerAddress;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.store.Notice;
import dev.sotto.sync.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Says what it hears, in words. */
final class Heard implements PeerListener {
    final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();
    final AtomicInteger clockTroubles = new AtomicInteger();
    volatile PeerStatus status = PeerStatus.STOPPED;

    void expect(String word) throws InterruptedException {
        List<String> all = new ArrayList<>();
        String heard = words.poll(30, TimeUnit.SECONDS);
        while (heard != null && !heard.equals(word)) {
            all.add(heard);
            heard = words.poll(30, TimeUnit.SECONDS);
        }
        assertNotNull(heard, "never heard: " + word + " but " + all);
    }

    @Override
    public void listening(PeerAddress address) {
        words.add("listening " + address.port());
    }

    @Override
    public void listenFailed(PeerAddress address, Refusal why) {
        words.add("deaf " + why.code());
    }

    @Override
    public void discovered(String advert, List<PeerAddress> addresses) {
        words.add("discovered");
    }

    @Override
    public void discoveryLost(String advert) {
        words.add("discovery lost");
    }

    @Override
    public void advertRefused(String advert, Refusal why) {
        words.add("advert refused " + why.code());
    }

    @Override
    public void discoveryFailed(Refusal why) {
        words.add("discovery failed " + why.code());
    }

    @Override
    public void connected(Neighbour neighbour) {
        words.add("connected " + neighbour.name());
    }

    @Override
    public void moved(Neighbour neighbour, Refusal why) {
        words.add("moved " + why.code());
    }

    @Override
    public void disconnected(Neighbour neighbour, Refusal why) {
        words.add("disconnected " + why.code());
    }

    @Override
    public void turnedAway(PeerAddress address, boolean dialled, Refusal why) {
        words.add("turned away " + why.code());
    }

    @Override
    public void synced(Neighbour neighbour) {
        words.add("synced " + neighbour.name());
    }

    @Override
    public void delivered(Delivery delivery, StoreId holder) {}

    @Override
    public void presenceChanged() {}

    @Override
    public void building(String collection, String index, long documents, long millis) {}

    @Override
    public void takenApart(Neighbour neighbour) {
        // Of no interest here.
    }

    @Override
    public void clockTrouble(Refusal what) {
        clockTroubles.incrementAndGet();
        words.add("clock " + what.code());
    }

    @Override
    public void fault(Neighbour neighbour, Refusal what) {
        words.add("fault " + what.code());
    }

    @Override
    public void frozen(long millis) {
        words.add("frozen");
    }

    @Override
    public void status(PeerStatus now) {
        status = now;
    }

    @Override
    public void noticed(Notice notice) {
        words.add("noticed " + notice);
    }

    @Override
    public void left(CanonicalQuery query, DocRef document, boolean deleted) {
        words.add("left " + document);
    }

    @Override
    public void flushFailed(Refusal why) {
        words.add("unflushed " + why.code());
    }

    @Override
    public void certificateExpiring(DeviceCertificate certificate) {
        words.add("expiring " + certificate);
    }

    @Override
    public void broken(Throwable cause) {
        words.add("broken " + cause);
    }
}
