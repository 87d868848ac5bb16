package dev.sotto.cli.demo;

import dev.sotto.background.status.GapCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a night comes to.
 *
 * <p><b>Foreground</b> and <b>background</b> are told apart by when the order was submitted. Background lag counts the
 * orders that were shown while the phone was still in the background ({@code delivered}); an order from the background
 * that was on its way while the process stood still, and shown only in the foreground, is in {@code waited}.
 */
record NightResult(
        NightRecord record, int written, int lost, int waited, Lag foreground, Lag background, List<Gap> gaps) {

    static final String UNEXPLAINED = "UNEXPLAINED";

    static NightResult of(NightRecord night) {
        long fromMicros = night.background().fromMillis() * 1000;
        long toMicros = night.background().toMillis() * 1000;
        List<OrderTrace> foreground = new ArrayList<>();
        List<OrderTrace> delivered = new ArrayList<>();
        int written = 0;
        int lost = 0;
        int waited = 0;
        for (OrderTrace order : night.orders()) {
            written += order.committed() ? 1 : 0;
            lost += order.lost() ? 1 : 0;
            boolean inBackground = order.submittedMicros() >= fromMicros && order.submittedMicros() < toMicros;
            if (!order.shown()) {
                continue;
            }
            if (!inBackground) {
                foreground.add(order);
            } else if (order.shownMicros() < toMicros) {
                delivered.add(order);
            } else if (waitedInFreeze(night, order)) {
                waited++;
            }
        }
        return new NightResult(night, written, lost, waited, Lag.of(foreground), Lag.of(delivered), gaps(night));
    }

    /** Whether the process stood still while the order was on its way; one that merely met the foreground did not wait. */
    private static boolean waitedInFreeze(NightRecord night, OrderTrace order) {
        long from = order.submittedMicros() / 1000;
        long to = order.shownMicros() / 1000;
        return night.frozen().stream().anyMatch(span -> span.overlaps(from, to));
    }

    /** The union of all waits over a second, so that neither a silence nor a single stuck order can hide. */
    private static List<Gap> gaps(NightRecord night) {
        List<OrderTrace> waits = night.orders().stream()
                .filter(OrderTrace::committed)
                .sorted(Comparator.comparingLong(OrderTrace::committedMicros))
                .toList();
        List<Gap> gaps = new ArrayList<>();
        long from = -1;
        long to = -1;
        for (OrderTrace order : waits) {
            long committed = order.committedMicros() / 1000;
            long shown = order.shown() ? order.shownMicros() / 1000 : night.endMillis();
            if (shown - committed <= Gap.GAP_OVER_MILLIS) {
                continue;
            }
            if (from >= 0 && committed > to) {
                gaps.add(gap(night, from, to));
                from = -1;
            }
            from = from < 0 ? committed : from;
            to = Math.max(to, shown);
        }
        if (from >= 0) {
            gaps.add(gap(night, from, to));
        }
        return List.copyOf(gaps);
    }

    private static Gap gap(NightRecord night, long from, long to) {
        return new Gap(from, to - from, cause(night, from, to));
    }

    /**
     * The app's own word first; then what the operating system did; then what befell it; never a guess. An app that was
     * told of no call (Java Sound tells of none) knows only that it was suspended: then the system knows more.
     */
    private static String cause(NightRecord night, long from, long to) {
        List<Span> told = night.explained().stream()
                .filter(span -> !span.label().equals(GapCause.SUSPENDED.name()))
                .toList();
        List<List<Span>> witnesses = List.of(told, night.frozen(), night.explained(), night.incidents());
        for (List<Span> witness : witnesses) {
            Optional<Span> longest = witness.stream()
                    .filter(span -> span.overlaps(from, to))
                    .max(Comparator.comparingLong(span -> span.overlapMillis(from, to)));
            if (longest.isPresent()) {
                return longest.get().label();
            }
        }
        return UNEXPLAINED;
    }

    long longestGapMillis() {
        return gaps.stream().mapToLong(Gap::lengthMillis).max().orElse(0);
    }

    /** Background sync held: not one gap, and not one order that had to wait for the foreground. */
    boolean held() {
        return gaps.isEmpty() && waited == 0;
    }

    boolean explained() {
        return gaps.stream().noneMatch(gap -> gap.cause().equals(UNEXPLAINED));
    }
}
