package dev.sotto.link.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which adverts are worth a dial. */
class SightingsTest {
    private static final VersionRange VERSIONS = new VersionRange(0, 0);
    private static final Credentials SHOP = Credentials.development("shop", VERSIONS);
    private static final StoreId US = store(0);

    private final Sightings sightings = new Sightings(SHOP, US, NearAddresses::isNear);

    @Test
    void anAdvertOfOurAppIsWorthADialAndItsRepetitionIsNothingNew() {
        assertInstanceOf(Sightings.Worth.class, sightings.found(sighting(1, SHOP, "10.0.0.5"), 0));
        assertInstanceOf(Sightings.Passed.class, sightings.found(sighting(1, SHOP, "10.0.0.5"), 1));
        assertInstanceOf(Sightings.Worth.class, sightings.found(sighting(1, SHOP, "10.0.0.6"), 2));
        assertTrue(sightings.lost(salt(1).toHex()));
        assertInstanceOf(Sightings.Worth.class, sightings.found(sighting(1, SHOP, "10.0.0.6"), 3));
    }

    @Test
    void anotherAppIsPassedOverInSilence() {
        Credentials bank = Credentials.development("bank", VERSIONS);

        assertInstanceOf(Sightings.Passed.class, sightings.found(sighting(1, bank, "10.0.0.5"), 0));
        assertEquals(List.of(), sightings.hints());
    }

    @Test
    void ourOwnAdvertOfAnEarlierStartIsPassedOver() {
        AdvertText ours = AdvertText.of(salt(9), SHOP, US);

        assertInstanceOf(
                Sightings.Passed.class,
                sightings.found(new Sighting("old", List.of(new PeerAddress("10.0.0.9", 1)), ours.encode()), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "127.0.0.1",
                "0.0.0.0",
                "224.0.0.251",
                "255.255.255.255",
                "::1",
                "::",
                "ff02::fb",
                "2001:db8::1",
                "::ffff:8.8.8.8",
                "example.com",
                "10.0.0.256",
                "10.1",
                "fe80::1%nosuchnetwork"
            })
    void nobodySendsUsOutOfTheNetwork(String host) {
        assertEquals("ADVERT_ADDRESS", refusal(sighting(1, SHOP, host)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.7.7", "fe80::1", "fd00::1"})
    void addressesOfTheNetworkAreDialled(String host) {
        assertInstanceOf(Sightings.Worth.class, sightings.found(sighting(1, SHOP, host), 0));
    }

    @Test
    void tenThousandServicesAreCappedAndTheOthersStay() {
        int worth = 0;
        for (int i = 1; i <= 10_000; i++) {
            String host = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
            worth += sightings.found(sighting(i, SHOP, host), 0) instanceof Sightings.Worth ? 1 : 0;
        }

        assertEquals(Limits.ADVERTS_MAX, worth);
        assertEquals(Limits.ADVERTS_MAX, sightings.hints().size());
        assertEquals("ADVERT_LIMIT", refusal(sighting(20_000, SHOP, "10.9.9.9")));
    }

    @Test
    void oneAddressHasRoomForAFewAdvertsOnly() {
        for (int i = 1; i <= Limits.ADVERTS_PER_HOST_MAX; i++) {
            assertInstanceOf(Sightings.Worth.class, sightings.found(sighting(i, SHOP, "10.0.0.5"), 0));
        }
        assertEquals("ADVERT_LIMIT", refusal(sighting(99, SHOP, "10.0.0.5")));
        assertInstanceOf(Sightings.Worth.class, sightings.found(sighting(100, SHOP, "10.0.0.6"), 0));
    }

    @Test
    void whatIsNeitherRepeatedNorConnectedIsForgotten() {
        sightings.found(sighting(1, SHOP, "10.0.0.1"), 0);
        sightings.found(sighting(2, SHOP, "10.0.0.2"), 0);
        sightings.proved(salt(2).toHex(), Limits.ADVERT_AGE_MILLIS);

        assertEquals(List.of(salt(1).toHex()), sightings.expire(Limits.ADVERT_AGE_MILLIS + 1));
        assertEquals(1, sightings.hints().size());
    }

    @Test
    void aNameBeyondALabelIsRefused() {
        Sighting long64 = new Sighting("x".repeat(64), List.of(new PeerAddress("10.0.0.5", 1)), Bytes.EMPTY);

        assertEquals("ADVERT_NAME", refusal(long64));
    }

    @Test
    void aHundredAddressesOfOneAdvertAreCut() {
        List<PeerAddress> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(new PeerAddress("10.0.0." + i, 4040));
        }
        AdvertText text = AdvertText.of(salt(1), SHOP, store(1));

        Sightings.Verdict verdict = sightings.found(new Sighting("many", many, text.encode()), 0);

        assertEquals(
                Limits.ADDRESSES_MAX,
                assertInstanceOf(Sightings.Worth.class, verdict)
                        .hint()
                        .addresses()
                        .size());
    }

    private String refusal(Sighting sighting) {
        return assertInstanceOf(Sightings.Refused.class, sightings.found(sighting, 0))
                .refusal()
                .code();
    }

    private static Sighting sighting(int number, Credentials app, String host) {
        AdvertText text = AdvertText.of(salt(number), app, store(number));
        return new Sighting(text.instance(), List.of(new PeerAddress(host, 4040)), text.encode());
    }

    private static Bytes salt(int number) {
        return Bytes.hex(String.format("%016x", number));
    }

    private static StoreId store(int number) {
        return new StoreId(Bytes.hex(String.format("%032x", number)));
    }
}
