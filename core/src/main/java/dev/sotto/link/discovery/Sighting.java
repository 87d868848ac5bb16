package dev.sotto.link.discovery;

import dev.sotto.document.Bytes;
import dev.sotto.link.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An advert as a network shows it; nothing of it has been checked.
 *
 * @param instance its name
 * @param addresses IP addresses, IPv6 ones with their scope where they need one
 * @param text its TXT record
 */
public record Sighting(String instance, List<PeerAddress> addresses, Bytes text) {
    public Sighting {
        addresses = Collections.unmodifiableList(new ArrayList<>(addresses));
    }
}
