package dev.sotto.sync;

/**
 * Whether the peer is there. The slower end's wish rules; any message counts; an answer to PING saves the answerer its
 * own, so that two idle devices wake once an interval.
 */
final class Heartbeat {
    private long oursMillis;
    private long theirsMillis;
    private long heardMillis;
    private long sentMillis;
    private boolean leads;

    Heartbeat(long oursMillis) {
        ours(oursMillis);
    }

    void ours(long millis) {
        oursMillis = Math.max(millis, Limits.HEARTBEAT_MILLIS_MIN);
    }

    void theirs(long millis) {
        theirsMillis = Math.max(millis, Limits.HEARTBEAT_MILLIS_MIN);
    }

    /** Whether this end asks first: the other waits a little longer, so that not both ask at once. */
    void leads(boolean first) {
        leads = first;
    }

    long oursMillis() {
        return oursMillis;
    }

    void heard(Now now) {
        heardMillis = now.monotonicMillis();
    }

    void sent(Now now) {
        sentMillis = now.monotonicMillis();
    }

    long intervalMillis() {
        return Math.max(oursMillis, theirsMillis);
    }

    private long silentMillis() {
        return heardMillis + intervalMillis() * 5 / 2;
    }

    /** Nothing was heard for two and a half intervals. */
    boolean isSilent(Now now) {
        return now.monotonicMillis() >= silentMillis();
    }

    private long dueMillis() {
        return sentMillis + (leads ? intervalMillis() : intervalMillis() * 5 / 4);
    }

    /** Nothing was sent for an interval, and the other end did not ask first. */
    boolean isDue(Now now) {
        return now.monotonicMillis() >= dueMillis();
    }

    long wakeMillis(boolean beating) {
        return beating ? Math.min(silentMillis(), dueMillis()) : silentMillis();
    }
}
