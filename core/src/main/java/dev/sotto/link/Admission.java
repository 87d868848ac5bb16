package dev.sotto.link;

import dev.sotto.document.Refusal;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts strangers and links, so that neither can take more than their share. Any thread.
 */
final class Admission {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> strangersByAddress = new TreeMap<>();
    /** Addresses that were told about already: a flood makes one event, not a flood of events. */
    private final Set<String> told = new HashSet<>();

    private final int linksMax;
    private int strangers;
    private int links;

    /** @param linksMax links at once */
    Admission(int linksMax) {
        this.linksMax = linksMax;
    }

    /** What came of knocking. */
    enum Verdict {
        ADMITTED,
        REFUSED,
        /** Refused like the one before it: nobody needs to hear of it again. */
        REFUSED_AGAIN
    }

    /** A stranger comes in; if admitted, {@link #strangerLeft} must follow. */
    Verdict admit(String address) {
        lock.lock();
        try {
            int fromThere = strangersByAddress.getOrDefault(address, 0);
            if (strangers >= Limits.UNPROVEN_MAX || fromThere >= Limits.UNPROVEN_PER_ADDRESS_MAX) {
                if (told.size() >= Limits.UNPROVEN_MAX) {
                    told.clear();
                }
                return told.add(address) ? Verdict.REFUSED : Verdict.REFUSED_AGAIN;
            }
            told.remove(address);
            strangers++;
            strangersByAddress.put(address, fromThere + 1);
            return Verdict.ADMITTED;
        } finally {
            lock.unlock();
        }
    }

    /** A stranger proved itself or went away. */
    void strangerLeft(String address) {
        lock.lock();
        try {
            strangers--;
            int left = strangersByAddress.getOrDefault(address, 1) - 1;
            if (left == 0) {
                strangersByAddress.remove(address);
            } else {
                strangersByAddress.put(address, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A link is about to open; unless refused, {@link #linkLeft} must follow. */
    Optional<Refusal> openLink() {
        lock.lock();
        try {
            if (links >= linksMax) {
                return Optional.of(new Refusal(
                        "LINK_LIMIT", "link", "one more than " + links, "at most " + linksMax + " links: ask another"));
            }
            links++;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    void linkLeft() {
        lock.lock();
        try {
            links--;
        } finally {
            lock.unlock();
        }
    }

    static Refusal addressLimit(String address) {
        return new Refusal(
                "ADDRESS_LIMIT",
                "connection",
                "another unproven connection from " + address,
                "at most " + Limits.UNPROVEN_PER_ADDRESS_MAX + " an address and " + Limits.UNPROVEN_MAX + " in all");
    }
}
