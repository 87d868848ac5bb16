package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.wire.Message;

/**
 * What we let the peer send of its feed: as much as the disk keeps up with ({@link DiskQueue}), and no more than a session may
 * have on its way that is not dealt with. It is told as a sum over the session, which only grows: what was granted is never
 * taken back, so both ends always know whether it is kept to.
 *
 * <pre>
 *   0 ---------- dealt with ---------- taken ---------- granted
 *                | <-- at most CREDIT_BYTES from here on --> |
 *                                      | <-- the disk's share |
 * </pre>
 *
 * <p>It never ends in a standstill: a peer that has used up its grant has nothing on its way, and as soon as the disk holds what
 * it brought there is a share again, which is told at once.
 */
final class CreditIn {
    private final DiskQueue disk;
    private final Protections protections;
    private final Window open = new Window();
    private long taken;
    private long granted;
    /** What was left of it when it was granted. */
    private long window;
    /** What this event gave to the store. */
    private long merged;

    private long mergedBy;

    CreditIn(DiskQueue disk, Protections protections) {
        this.disk = disk;
        this.protections = protections;
    }

    /** What HELLO grants. */
    long first() {
        disk.joins(this);
        window = available();
        granted = window;
        return granted;
    }

    /** A message of the feed came. */
    void took(int lane, long lsn, long weight) {
        taken += weight;
        open.add(lane, lsn, weight);
        if (taken > granted + Limits.CREDIT_OVERRUN_BYTES) {
            throw new RefusedException("CREDIT_EXCEEDED", "credit", taken, "at most " + granted);
        }
    }

    /** Of a lane all up to there is dealt with, and durable. */
    void release(int lane, long lsn) {
        open.release(lane, lsn);
    }

    /** All up to there, whichever lane told of it. */
    void release(long lsn) {
        open.release(lsn);
    }

    /** Another feed begins: what came of the one before is for nobody any more. */
    void restart() {
        open.clear();
    }

    /** So much of what was taken goes to the disk with that transaction. */
    void merged(long ticket, long weight) {
        merged += weight;
        mergedBy = ticket;
    }

    /** All up to that transaction is durable, whoever brought it. */
    void committed(long ticket, Now now) {
        disk.committed(ticket, now);
    }

    void end() {
        disk.leaves(this);
    }

    /** Grants more when half of what was granted is used up, and half of what may be. */
    void pump(Now now, Out out) {
        if (merged > 0) {
            disk.merged(mergedBy, merged, now);
            merged = 0;
        }
        long left = granted - taken;
        long more = available();
        if (more > Math.max(0, left) && left <= more / 2 && left <= window / 2) {
            window = more;
            granted = taken + more;
            out.send(new Message.Credit(granted));
        }
    }

    private long available() {
        long share = Math.min(disk.share(), protections.creditBytes());
        return Math.max(0, Math.min(share, Limits.CREDIT_BYTES - open.weight()));
    }
}
