package dev.sotto.link.discovery;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.link.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The adverts that are worth a dial, out of all that a network shows. A machine: one thread, no clock, no network.
 *
 * <pre>
 *   sighting --> text can be read? --> our app? --> not ourselves? --> addresses of this network? --> room? --> hint
 *                    | refused          | passed over in silence           | refused                  | refused
 * </pre>
 */
public final class Sightings {
    private final Credentials own;
    private final StoreId ownStore;
    private final Predicate<String> near;
    /** By instance. */
    private final Map<String, Hint> hints = new LinkedHashMap<>();

    /**
     * @param own whose app is looked for
     * @param near whether a host may be dialled for an advert
     */
    public Sightings(Credentials own, StoreId ownStore, Predicate<String> near) {
        this.near = near;
        this.own = own;
        this.ownStore = ownStore;
    }

    /**
     * An advert of our app at addresses that may be dialled.
     *
     * @param addresses at least one
     * @param heardMillis monotonic
     */
    public record Hint(String instance, AdvertText text, List<PeerAddress> addresses, long heardMillis) {
        public Hint {
            addresses = Collections.unmodifiableList(new ArrayList<>(addresses));
        }

        private Hint heardAt(long millis) {
            return new Hint(instance, text, addresses, millis);
        }
    }

    /** What a sighting came to. */
    public sealed interface Verdict permits Worth, Passed, Refused {}

    /** A hint that is new or has changed. */
    public record Worth(Hint hint) implements Verdict {}

    /** Another app's, or our own, or nothing new. */
    public record Passed() implements Verdict {}

    /** Not usable: what {@link AdvertText#parse} says, ADVERT_NAME, ADVERT_ADDRESS, ADVERT_LIMIT. */
    public record Refused(Refusal refusal) implements Verdict {}

    /** Takes what was heard at that monotonic time. */
    public Verdict found(Sighting sighting, long nowMillis) {
        try {
            return judge(sighting, nowMillis);
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        }
    }

    private Verdict judge(Sighting sighting, long nowMillis) {
        String instance = sighting.instance();
        if (instance.isEmpty() || instance.length() > Limits.INSTANCE_BYTES_MAX) {
            throw new RefusedException(
                    "ADVERT_NAME",
                    "advert",
                    "a name of " + instance.length() + " characters",
                    "1 to " + Limits.INSTANCE_BYTES_MAX);
        }
        AdvertText text = AdvertText.parse(sighting.text());
        if (!text.isOf(own) || text.isOf(ownStore)) {
            return new Passed();
        }
        Hint hint = new Hint(instance, text, usable(sighting), nowMillis);
        Hint known = hints.get(instance);
        if (known == null) {
            requireFewFromThere(hint);
            requireRoom();
        } else {
            hints.remove(instance);
        }
        hints.put(instance, hint);
        return hint.equals(known == null ? null : known.heardAt(nowMillis)) ? new Passed() : new Worth(hint);
    }

    private List<PeerAddress> usable(Sighting sighting) {
        List<PeerAddress> usable = new ArrayList<>();
        for (PeerAddress address : sighting.addresses()) {
            if (usable.size() < Limits.ADDRESSES_MAX
                    && address.port() > 0
                    && near.test(address.host())
                    && !usable.contains(address)) {
                usable.add(address);
            }
        }
        if (usable.isEmpty()) {
            throw new RefusedException(
                    "ADVERT_ADDRESS",
                    "advert",
                    sighting.addresses().isEmpty()
                            ? "no address"
                            : sighting.addresses().get(0),
                    "a private or link-local address");
        }
        return usable;
    }

    private void requireFewFromThere(Hint hint) {
        for (PeerAddress address : hint.addresses()) {
            int others = 0;
            for (Hint other : hints.values()) {
                others += isAt(other, address.host()) ? 1 : 0;
            }
            if (others >= Limits.ADVERTS_PER_HOST_MAX) {
                throw new RefusedException(
                        "ADVERT_LIMIT",
                        "advert",
                        "one more of " + address.host(),
                        "at most " + Limits.ADVERTS_PER_HOST_MAX + " of one address");
            }
        }
    }

    private static boolean isAt(Hint hint, String host) {
        for (PeerAddress address : hint.addresses()) {
            if (address.host().equals(host)) {
                return true;
            }
        }
        return false;
    }

    private void requireRoom() {
        if (hints.size() >= Limits.ADVERTS_MAX) {
            throw new RefusedException(
                    "ADVERT_LIMIT", "advert", "one more than " + hints.size(), "at most " + Limits.ADVERTS_MAX);
        }
    }

    /** An advert led to a link, so it is not old. */
    public void proved(String instance, long nowMillis) {
        Hint hint = hints.remove(instance);
        if (hint != null) {
            hints.put(instance, hint.heardAt(nowMillis));
        }
    }

    /** An advert is gone; answers whether it was a hint. */
    public boolean lost(String instance) {
        return hints.remove(instance) != null;
    }

    /** Forgets what is too old; answers the instances. */
    public List<String> expire(long nowMillis) {
        List<String> old = new ArrayList<>();
        for (Hint hint : hints.values()) {
            if (nowMillis - hint.heardMillis() > Limits.ADVERT_AGE_MILLIS) {
                old.add(hint.instance());
            }
        }
        old.forEach(hints::remove);
        return old;
    }

    /** All that there are. */
    public List<Hint> hints() {
        return new ArrayList<>(hints.values());
    }
}
