package dev.sotto.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a night comes to, told with hand-made nights of twenty seconds: 4 s in front, 12 s behind, 4 s in front. */
class NightResultTest {

    private static final NightPlan PLAN =
            NightPlan.nights(NightPlan.SECONDS_DEFAULT, 4000).get(0);

    @Test
    void ordersThatComeAtOnceLeaveNoGap() {
        NightResult result = NightResult.of(night(orders(0, 20_000, 5), List.of(), List.of()));
        assertEquals(400, result.written());
        assertEquals(0, result.lost());
        assertEquals(0, result.waited());
        assertEquals(240, result.background().count());
        assertEquals(5.0, result.background().p50Millis());
        assertTrue(result.held());
    }

    @Test
    void aFreezeIsOneGapFromTheFirstOrderNotShownToTheThaw() {
        List<OrderTrace> orders = new ArrayList<>(orders(0, 8_000, 5));
        for (long at = 8_000; at < 16_000; at += 50) {
            orders.add(order(at, 16_020 - at));
        }
        orders.addAll(orders(16_050, 20_000, 5));
        NightResult result = NightResult.of(night(orders, List.of(new Span(8_000, 16_000, "FROZEN")), List.of()));
        assertEquals(1, result.gaps().size());
        assertEquals(8_001, result.gaps().get(0).atMillis());
        assertEquals(8_019, result.gaps().get(0).lengthMillis());
        assertEquals("FROZEN", result.gaps().get(0).cause());
        assertEquals(160, result.waited());
        assertFalse(result.held());
        assertTrue(result.explained());
    }

    @Test
    void oneStuckOrderIsAGapThoughOthersComeThrough() {
        List<OrderTrace> orders = new ArrayList<>(orders(0, 20_000, 5));
        orders.set(100, order(5_000, 3_000));
        NightResult result = NightResult.of(night(orders, List.of(), List.of()));
        assertEquals(List.of(new Gap(5_001, 2_999, NightResult.UNEXPLAINED)), result.gaps());
        assertFalse(result.explained());
    }

    @Test
    void theAppsOwnCauseComesFirst() {
        List<OrderTrace> orders = new ArrayList<>(orders(0, 20_000, 5));
        orders.set(100, order(5_000, 3_000));
        NightResult result = NightResult.of(night(
                orders,
                List.of(new Span(5_000, 7_000, "FROZEN")),
                List.of(new Span(4_900, 7_100, "CALL_OUTLASTED_GRACE"))));
        assertEquals("CALL_OUTLASTED_GRACE", result.gaps().get(0).cause());
    }

    @Test
    void anAppThatOnlyKnowsThatItWasSuspendedLeavesTheWordToTheSystem() {
        List<OrderTrace> orders = new ArrayList<>(orders(0, 20_000, 5));
        orders.set(100, order(5_000, 3_000));
        List<Span> suspended = List.of(new Span(4_900, 7_100, "SUSPENDED"));
        NightResult seen = NightResult.of(night(orders, List.of(new Span(5_000, 7_000, "FROZEN_CALL")), suspended));
        assertEquals("FROZEN_CALL", seen.gaps().get(0).cause());
        NightResult unseen = NightResult.of(night(orders, List.of(), suspended));
        assertEquals("SUSPENDED", unseen.gaps().get(0).cause());
    }

    @Test
    void acknowledgedAndNeverShownIsLost() {
        List<OrderTrace> orders = new ArrayList<>(orders(0, 20_000, 5));
        orders.set(7, new OrderTrace("7", 350_000, 351_000, OrderTrace.NEVER));
        orders.set(8, new OrderTrace("8", 400_000, OrderTrace.NEVER, OrderTrace.NEVER));
        NightResult result = NightResult.of(night(orders, List.of(), List.of()));
        assertEquals(1, result.lost());
        assertEquals(399, result.written());
    }

    @Test
    void theJsonLineHasEveryFieldAndNullForWhatIsNotKnown() {
        assertEquals(
                "{\"night\":\"none\",\"written\":400,\"lost\":0,\"waited_for_foreground\":0,"
                        + "\"foreground\":{\"p50_ms\":5.0,\"p99_ms\":5.0,\"max_ms\":5.0},"
                        + "\"background\":{\"p50_ms\":5.0,\"p99_ms\":5.0,\"max_ms\":5.0,\"delivered\":240},"
                        + "\"longest_gap_ms\":0,\"gaps\":[],"
                        + "\"keeper\":{\"mechanism\":\"none\",\"cpu_percent\":null,\"wakeups_per_s\":null},"
                        + "\"process\":{\"wakeups_per_s\":null,\"idle_jvm_wakeups_per_s\":null},"
                        + "\"freezer\":\"sigstop\",\"hold_seen_by\":\"declared\"}",
                NightJson.line(NightResult.of(night(orders(0, 20_000, 5), List.of(), List.of()))));
    }

    private static NightRecord night(List<OrderTrace> orders, List<Span> frozen, List<Span> explained) {
        return new NightRecord(
                PLAN,
                orders,
                new Span(4_000, 16_000, "background"),
                frozen,
                List.of(),
                explained,
                KeeperCost.NONE,
                "sigstop",
                "declared",
                0);
    }

    /** Twenty orders a second, each committed after a millisecond and shown after {@code lagMillis}. */
    private static List<OrderTrace> orders(long fromMillis, long toMillis, long lagMillis) {
        List<OrderTrace> orders = new ArrayList<>();
        for (long at = fromMillis; at < toMillis; at += 50) {
            orders.add(order(at, lagMillis));
        }
        return orders;
    }

    private static OrderTrace order(long atMillis, long lagMillis) {
        long at = atMillis * 1000;
        return new OrderTrace("o" + atMillis, at, at + 1000, at + lagMillis * 1000);
    }
}
