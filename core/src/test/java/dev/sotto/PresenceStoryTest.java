package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.wire.LinkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** An app shows who is near, and who is reached over whom. */
class PresenceStoryTest extends StoresOverTcp {
    private static final long TWO_SECONDS = 2;

    /** Waits for a graph that fits, as a listener would; what was there before counts. */
    private static Presence until(Sotto sotto, long seconds, Predicate<List<String>> fits) throws Exception {
        CompletableFuture<Presence> found = new CompletableFuture<>();
        sotto.sync().addListener(event -> {
            if (event instanceof SyncEvent.PresenceChanged change && fits.test(words(change.presence()))) {
                found.complete(change.presence());
            }
        });
        Presence now = sotto.sync().presence();
        return fits.test(words(now)) ? now : found.get(seconds, TimeUnit.SECONDS);
    }

    private static List<String> words(Presence presence) {
        List<String> words = new ArrayList<>();
        presence.devices().forEach(device -> words.add(device.name() + " " + device.hops()));
        return words;
    }

    @Test
    void aPhoneSeesTheKitchenBehindTheTillAndThatItIsGoneWithinTwoSeconds() throws Exception {
        Sotto till = listening("till");
        Sotto kitchen = dialling("kitchen", address(till));
        Sotto phone = dialling("phone", address(till));
        kitchen.sync().introduce(Map.of("room", "back"));

        Presence seen = until(phone, 30, List.of("phone 0", "till 1", "kitchen 2")::equals);
        assertEquals(LinkKind.TCP, seen.devices().get(0).connections().get(0).kind());
        assertEquals(till.storeId(), seen.devices().get(1).storeId());
        Presence told = sayRoom(phone);
        assertEquals("back", told.devices().get(2).metadata().getString("room"));
        List<Document> rows =
                phone.execute("SELECT * FROM system:presence WHERE hops = 2").documents();
        assertEquals("kitchen", rows.get(0).getString("name"));
        assertEquals("back", rows.get(0).getString("metadata.room"));

        kitchen.close();
        assertEquals(
                2,
                until(phone, TWO_SECONDS, List.of("phone 0", "till 1")::equals)
                        .devices()
                        .size());
        till.close();
        assertEquals(
                1,
                until(phone, TWO_SECONDS, List.of("phone 0")::equals).devices().size());
    }

    /** What a device says of itself may come after it was seen. */
    private static Presence sayRoom(Sotto phone) throws Exception {
        CompletableFuture<Presence> found = new CompletableFuture<>();
        Predicate<Presence> says = presence -> presence.devices().size() == 3
                && !presence.devices().get(2).metadata().isMissing("room");
        phone.sync().addListener(event -> {
            if (event instanceof SyncEvent.PresenceChanged change && says.test(change.presence())) {
                found.complete(change.presence());
            }
        });
        Presence now = phone.sync().presence();
        return says.test(now) ? now : found.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aDeviceAloneSeesItselfAndWhatItSaysIsBounded() throws Exception {
        Sotto till = opened(config("till"));
        assertEquals(List.of("till 0"), words(till.sync().presence()));
        till.sync().introduce(Map.of("room", "front"));
        until(till, 30, words -> words.equals(List.of("till 0")));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> till.sync().introduce(Map.of("room", "x".repeat(5_000))));
        assertTrue(e.getMessage().contains("at most 4096"), e.getMessage());
    }
}
