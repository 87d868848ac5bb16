package dev.sotto.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all sessions of a store have brought and its disk does not hold yet, and how much of that there should be: what the disk
 * takes in a second. A disk that keeps up has room for as much as one session may ever send; one that is slow for less, so that
 * what waits in memory is bounded, and what matters more does not stand behind minutes of it.
 *
 * <pre>
 *   merged ----> [ in memory, waits for its commit ] ----> durable         weight / time waited = what the disk takes
 *                 | <------- never more than ------> |
 *                              allowance
 * </pre>
 */
public final class DiskQueue {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Object, Boolean> sessions = new LinkedHashMap<>();
    private long weight;
    private long allowance = Limits.DISK_BYTES_FIRST;

    private record Waiting(long ticket, long sinceMillis, long weight) {}

    /** A session begins. */
    void joins(Object session) {
        sessions.put(session, Boolean.TRUE);
    }

    /** A session is over. What it has merged is stored all the same; if it was the last one, nobody waits for that. */
    void leaves(Object session) {
        sessions.remove(session);
        if (sessions.isEmpty()) {
            waiting.clear();
            weight = 0;
        }
    }

    /** That much is on its way to the disk. */
    void merged(long ticket, long merged, Now now) {
        waiting.addLast(new Waiting(ticket, now.monotonicMillis(), merged));
        weight += merged;
    }

    /** All up to that transaction is durable. Each session says so, and the first one is heard. */
    void committed(long ticket, Now now) {
        if (waiting.isEmpty() || waiting.peekFirst().ticket() > ticket) {
            return;
        }
        long since = waiting.peekFirst().sinceMillis();
        long stored = 0;
        while (!waiting.isEmpty() && waiting.peekFirst().ticket() <= ticket) {
            stored += waiting.removeFirst().weight();
        }
        weight -= stored;
        took(stored, now.monotonicMillis() - since);
    }

    /** A commit that took no longer than a commit may says nothing against more; one that took longer what the disk takes. */
    private void took(long stored, long millis) {
        long more = Math.min(Limits.CREDIT_BYTES, 2 * allowance);
        allowance = millis <= Limits.DISK_PROMPT_MILLIS
                ? more
                : Math.max(Limits.DISK_BYTES_MIN, Math.min(more, stored * Limits.DISK_MILLIS / millis));
    }

    /** How much more one of the sessions may bring. */
    long share() {
        return Math.max(0, allowance - weight) / Math.max(1, sessions.size());
    }

    /** How much may wait. */
    long allowance() {
        return allowance;
    }

    /** How much waits. */
    long weight() {
        return weight;
    }
}
