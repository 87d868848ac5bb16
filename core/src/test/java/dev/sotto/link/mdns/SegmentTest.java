package dev.sotto.link.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices on one network learn of each other, in virtual time. */
class SegmentTest {
    private static final long HOUR = 3_600_000;

    @Test
    void whoComesIsSeenWithinASecondByAll() {
        Segment segment = new Segment(1);
        Segment.Station till = segment.joins("aa", "0a000001");
        segment.run(60_000);

        Segment.Station phone = segment.joins("bb", "0a000002");
        segment.run(1_000);

        assertEquals(Map.of("bb", "0a000002:4040"), till.sees);
        assertEquals(Map.of("aa", "0a000001:4040"), phone.sees);
    }

    @Test
    void whoSaysGoodbyeIsForgottenASecondLater() {
        Segment segment = new Segment(2);
        Segment.Station till = segment.joins("aa", "0a000001");
        Segment.Station phone = segment.joins("bb", "0a000002");
        segment.run(5_000);

        segment.leaves(phone);
        segment.run(Limits.GOODBYE_MILLIS + 10);

        assertEquals(Map.of(), till.sees);
    }

    @Test
    void whoVanishesIsForgottenWithinSecondsOnceItIsDoubted() {
        Segment segment = new Segment(3);
        Segment.Station till = segment.joins("aa", "0a000001");
        Segment.Station phone = segment.joins("bb", "0a000002");
        segment.run(5_000);
        phone.on = false;
        segment.run(60_000);
        assertEquals(1, till.sees.size(), "nobody asked");

        till.browser.doubt("bb", segment.now);
        segment.run((Limits.ASKS_MAX + 1) * Limits.ASK_MILLIS);

        assertEquals(Map.of(), till.sees);
    }

    @Test
    void whoIsDoubtedAndThereStays() {
        Segment segment = new Segment(4);
        Segment.Station till = segment.joins("aa", "0a000001");
        segment.joins("bb", "0a000002");
        segment.run(60_000);

        till.browser.doubt("bb", segment.now);
        segment.run(10_000);

        assertEquals(1, till.sees.size());
    }

    @Test
    void aDayOfTenDevicesIsQuietAndNobodyIsEverLost() {
        Segment segment = new Segment(5);
        for (int i = 0; i < 10; i++) {
            segment.joins("s" + i, "0a00000" + i);
        }
        segment.run(24 * HOUR);

        int sent = 0;
        for (Segment.Station station : segment.stations) {
            assertEquals(9, station.sees.size());
            assertTrue(station.heard.stream().noneMatch(word -> word.startsWith("lost")), () -> "" + station.heard);
            sent += station.sent;
        }
        assertTrue(sent / 10 < 24 * 20, "messages a device in a day: " + sent / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void withAFifthOfTheMessagesLostEverybodyIsFoundWithinTwoMinutes(long seed) {
        Segment segment = new Segment(seed);
        segment.loss = 0.2;
        for (int i = 0; i < 5; i++) {
            segment.joins("s" + i, "0a00000" + i);
        }
        segment.run(120_000);

        segment.stations.forEach(station -> assertEquals(4, station.sees.size(), "seed " + seed));
    }

    @Test
    void aFloodOfServicesIsCappedAndDrains() {
        Segment segment = new Segment(6);
        Segment.Station till = segment.joins("aa", "0a000001");
        segment.run(1_000);

        for (int i = 0; i < 20_000; i += 100) {
            List<DnsRecord> records = new ArrayList<>();
            for (int j = i; j < i + 100; j++) {
                records.add(new DnsRecord.Pointer(Responder.TYPE, 4_500, Responder.TYPE.under("x" + j)));
            }
            segment.says(DnsMessage.response(records));
        }
        assertTrue(till.browser.remembered() <= Limits.SERVICES_MAX, "" + till.browser.remembered());

        int sent = till.sent;
        segment.run(HOUR);
        assertEquals(0, till.browser.remembered(), "what nobody answers for is forgotten");
        assertTrue(till.sent - sent < 500, "asked in " + (till.sent - sent) + " messages");
        segment.joins("bb", "0a000002");
        segment.run(1_000);
        assertEquals(1, till.sees.size());
    }

    @Test
    void aFloodOfOtherRecordsLeavesNothing() {
        Segment segment = new Segment(7);
        Segment.Station till = segment.joins("aa", "0a000001");
        segment.run(1_000);

        for (int i = 0; i < 10_000; i++) {
            DnsName name = DnsName.of("h" + i, "local");
            segment.says(DnsMessage.response(List.of(
                    new DnsRecord.Address(name, 4_500, Bytes.hex("0a000009")),
                    new DnsRecord.Service(name, 4_500, 1, name),
                    new DnsRecord.Text(name, 4_500, Bytes.EMPTY))));
        }

        assertEquals(0, till.browser.remembered());
    }

    @Test
    void oneServiceThatMovesFromHostToHostLeavesOneHost() {
        Segment segment = new Segment(8);
        Segment.Station till = segment.joins("aa", "0a000001");
        DnsName service = Responder.TYPE.under("bb");
        for (int i = 0; i < 1_000; i++) {
            DnsName host = DnsName.of("h" + i, "local");
            segment.says(DnsMessage.response(List.of(
                    new DnsRecord.Pointer(Responder.TYPE, 4_500, service),
                    new DnsRecord.Service(service, 120, 4040, host),
                    new DnsRecord.Text(service, 120, Bytes.EMPTY),
                    new DnsRecord.Address(host, 120, Bytes.hex("0a000009")))));
        }

        assertEquals(2, till.browser.remembered());
    }

    @Test
    void whoeverAsksFromAnotherPortGetsAnAnswerThatExpiresSoon() {
        Segment segment = new Segment(9);
        Segment.Station till = segment.joins("aa", "0a000001");
        DnsMessage query =
                new DnsMessage(77, false, List.of(new DnsMessage.Question(Responder.TYPE, DnsRecord.ANY)), List.of());

        DnsMessage answer = till.responder.askedByLegacy(query).orElseThrow();

        assertEquals(77, answer.id());
        assertEquals(query.questions(), answer.questions());
        assertEquals(4, answer.records().size());
        answer.records().forEach(one -> assertEquals(Limits.LEGACY_TTL_SECONDS, one.ttl()));
    }

    @Test
    void whoOnlyLooksSaysNothingOfItself() {
        Segment segment = new Segment(10);
        Responder silent = new Responder(
                new dev.sotto.link.discovery.Advert("cc", 0, Bytes.EMPTY), List.of(Bytes.hex("0a000003")), segment.now);

        assertTrue(silent.tick(segment.now).isEmpty());
        assertTrue(silent.goodbye().isEmpty());
        assertTrue(silent.askedByLegacy(
                        DnsMessage.query(List.of(new DnsMessage.Question(Responder.TYPE, DnsRecord.ANY)), List.of()))
                .isEmpty());
    }
}
