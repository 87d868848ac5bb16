package dev.sotto.sync;

import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the peer's feed was read, and what our cursors may claim of it. The feed itself tells of everything; a lane runs ahead
 * of it for the subscriptions of its class, whose cursors go with the further one of the two. No cursor passes a change that
 * we are still asking about, whichever lane told of it: what one lane has told another one leaves out. No cursor goes with what
 * was told ahead of all of them.
 */
final class CursorsIn {
    private final Map<PeerSub, Claim> cursors = new LinkedHashMap<>();
    private final long[] read = new long[Message.Lane.AHEAD + 1];
    private int lane = Message.Lane.WHOLE;

    /** @param lane whose subscription it is; the subscription that asks for nothing goes with the feed itself */
    private record Claim(int lane, long cursor) {}

    /** The cursors of these subscriptions, each with its class, are what is to be moved. */
    void announce(Map<PeerSub, Integer> subscriptions, Replica replica) {
        cursors.clear();
        subscriptions.forEach((sub, lane) -> cursors.put(sub, new Claim(lane, replica.cursor(sub))));
    }

    /** Whether each of them says something, so that the feed brings changes and nothing old. */
    boolean areAllKnown() {
        return cursors.values().stream().allMatch(claim -> claim.cursor() > 0);
    }

    /** A feed begins. */
    void restart() {
        Arrays.fill(read, 0);
        lane = Message.Lane.WHOLE;
    }

    /** What follows is of that lane. */
    void go(Message.Lane to) {
        lane = to.lane();
        read(to.lsn());
    }

    void read(long lsn) {
        read[lane] = Math.max(read[lane], lsn);
    }

    int lane() {
        return lane;
    }

    /** The last change of the lane that is being read. */
    long read() {
        return read[lane];
    }

    /** The last change of the feed itself. */
    long readWhole() {
        return read[Message.Lane.WHOLE];
    }

    /** Up to where each lane is processed to completion, if that is so below {@code barrier}. */
    long[] processed(long barrier) {
        long[] processed = new long[read.length];
        for (int each = 0; each < read.length; each++) {
            processed[each] = Math.min(read[each], barrier - 1);
        }
        return processed;
    }

    /** Whether nothing that was read lies at the barrier or beyond. */
    boolean isAllBelow(long barrier) {
        return Arrays.equals(processed(barrier), read);
    }

    /** The cursors that may move on. */
    List<MergeBatch.CursorAdvance> advances(long barrier) {
        long[] processed = processed(barrier);
        List<MergeBatch.CursorAdvance> advances = new ArrayList<>();
        cursors.forEach((sub, claim) -> {
            long target = Math.max(processed[claim.lane()], processed[Message.Lane.WHOLE]);
            if (claim.cursor() < target) {
                advances.add(new MergeBatch.CursorAdvance(sub, target));
            }
        });
        return advances;
    }

    /** These are in the store's next transaction. */
    void moved(List<MergeBatch.CursorAdvance> advances) {
        advances.forEach(advance ->
                cursors.computeIfPresent(advance.sub(), (sub, claim) -> new Claim(claim.lane(), advance.lsn())));
    }
}
