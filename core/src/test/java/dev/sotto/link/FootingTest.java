package dev.sotto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** When the network of a link is gone. */
class FootingTest {
    private final InetAddress own = address(10, 77, 0, 2);

    private static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAddressThatWasOnANetworkIsLostWhenItIsOnNone() {
        Footing footing = Footing.of(own).look(address -> true);
        assertFalse(footing.isLost());
        assertFalse(footing.look(address -> true).isLost());
        assertTrue(footing.look(address -> !address.equals(own)).isLost());
        assertEquals("10.77.0.2", footing.toString());
    }

    /** A route of the kind "local" brings a whole network to a machine none of whose interfaces has an address of it. */
    @Test
    void anAddressThatNoLookFoundOnANetworkIsNeverLost() {
        assertFalse(
                Footing.of(own).look(address -> false).look(address -> false).isLost());
    }

    /** Linux says so up to a second after a cable was put in, and the link may be older than that. */
    @Test
    void anInterfaceThatIsOnlySaidToRunAfterTheLinkBeganIsLostWhenItGoesDown() {
        Footing begun = Footing.of(own).look(address -> false);
        assertTrue(begun.look(address -> true).look(address -> false).isLost());
    }

    @Test
    void theAddressOfASocketThatIsClosedOrWithinThisMachineIsNoNetworksMatter() {
        assertTrue(Footing.isOnANetwork(address(0, 0, 0, 0)));
        assertTrue(Footing.isOnANetwork(address(127, 0, 0, 9)));
        assertTrue(Footing.isOnANetwork(address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)));
    }

    @Test
    void anAddressThatNoInterfaceHasIsOnNoNetwork() {
        assertFalse(Footing.isOnANetwork(address(192, 0, 2, 77)), "TEST-NET-1 of RFC 5737");
    }
}
