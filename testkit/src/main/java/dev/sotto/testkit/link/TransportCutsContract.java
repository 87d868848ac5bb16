package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.identity.Credentials;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every transport must keep when it is cut: a short conversation, cut at its bytes one after the other. Nothing wrong is
 * delivered, both ends always learn, and others are served.
 */
public abstract class TransportCutsContract {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Credentials SHOP =
            Credentials.sharedKey(SharedKey.generate(RANDOM), "shop", new VersionRange(0, 0));
    private static final byte[] SAID = noise();
    /** All bytes in the long form; else every so-many-th, a prime so that it falls everywhere. */
    private static final int STEP = Boolean.getBoolean("sotto.long") ? 1 : 23;

    private final Transport listening = transport(SHOP);
    private final Transport dialling = transport(SHOP);

    /** A fresh transport on the real network, with those credentials. */
    protected abstract Transport transport(Credentials credentials);

    /** Loopback, where any port will do. */
    protected abstract PeerAddress anyAddress();

    /** Sends back what it hears, and lets the dialler close. */
    private final LinkProbe echo = new LinkProbe() {
        @Override
        public void received(Link link, byte[] bytes) {
            super.received(link, bytes);
            link.send(bytes.clone());
        }
    };

    private final PeerAddress port = listening.listen(anyAddress(), echo).address();

    @AfterEach
    final void othersAreServed() {
        try {
            assertEquals(List.of(), echo.outOfOrder());
            converse(port);
        } finally {
            dialling.close();
            listening.close();
        }
    }

    @Test
    @Timeout(300)
    final void cutsOfWhatTheDiallerSends() {
        cutEverywhere(true);
    }

    @Test
    @Timeout(300)
    final void cutsOfWhatTheListenerSends() {
        cutEverywhere(false);
    }

    private void cutEverywhere(boolean fromDialler) {
        long whole;
        try (CuttingProxy tap = new CuttingProxy(port, CuttingProxy.Fault.END, fromDialler, Long.MAX_VALUE)) {
            assertEquals("whole", converse(tap.address()));
            whole = tap.passed(fromDialler);
        }
        int cut = 0;
        for (long at = 0; at < whole; at += STEP) {
            CuttingProxy.Fault fault = at % 2 == 0 ? CuttingProxy.Fault.RESET : CuttingProxy.Fault.END;
            try (CuttingProxy proxy = new CuttingProxy(port, fault, fromDialler, at)) {
                cut += converse(proxy.address()).equals("whole") ? 0 : 1;
            } catch (AssertionError e) {
                throw new AssertionError("cut with " + fault + " at byte " + at + " of " + whole, e);
            }
        }
        assertTrue(cut > 0);
    }

    /** One conversation: "whole" if the dialler heard all of its words, else why not. */
    private String converse(PeerAddress address) {
        int linksBefore = echo.linkCount();
        LinkProbe dialler = new LinkProbe() {
            @Override
            public void opened(Link link) {
                super.opened(link);
                link.send(Arrays.copyOfRange(SAID, 0, 100));
                link.send(Arrays.copyOfRange(SAID, 100, SAID.length));
            }
        };
        Transport.Dial dial = dialling.connect(address, dialler);
        dialler.awaitOutcomes(1);
        String outcome = "refused";
        if (dialler.linkCount() == 1) {
            Link link = dialler.link(0);
            byte[] heard = dialler.bytes(link, SAID.length);
            assertArrayEquals(Arrays.copyOf(SAID, heard.length), heard, "heard something else");
            outcome = heard.length == SAID.length ? "whole" : "part";
            link.close();
            LinkEnd end = dialler.end(link);
            assertTrue(!end.refusal().code().equals("LISTENER_FAILED"), end.toString());
        }
        dial.cancel();
        assertEquals(List.of(), dialler.outOfOrder());
        for (int i = linksBefore; i < echo.linkCount(); i++) {
            Link link = echo.link(i);
            LinkEnd end = echo.end(link);
            byte[] heard = echo.bytes(link, 0);
            assertArrayEquals(Arrays.copyOf(SAID, heard.length), heard, "delivered something else, " + end);
        }
        return outcome;
    }

    private static byte[] noise() {
        byte[] bytes = new byte[300];
        new Random(300).nextBytes(bytes);
        return bytes;
    }
}
