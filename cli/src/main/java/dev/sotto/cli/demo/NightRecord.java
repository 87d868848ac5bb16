package dev.sotto.cli.demo;

import java.util.List;

/**
 * Everything that was seen in one night, as it was seen; nothing here is computed.
 *
 * @param orders in the order of submission
 * @param background when the phone was in the background, as the operating system said it
 * @param frozen when the process stood still
 * @param incidents what befell the phone, as long as it really lasted
 * @param explained the gaps that the app's own background report names, with its causes
 * @param freezer "cgroup", "sigstop" or "ntsuspend"
 * @param holdSeenBy "audio-server" or "declared"
 * @param clockStepMillis how far wall and monotonic time ran apart meanwhile: lags are no better than this
 */
record NightRecord(
        NightPlan plan,
        List<OrderTrace> orders,
        Span background,
        List<Span> frozen,
        List<Span> incidents,
        List<Span> explained,
        KeeperCost keeper,
        String freezer,
        String holdSeenBy,
        long clockStepMillis) {

    NightRecord {
        orders = List.copyOf(orders);
        frozen = List.copyOf(frozen);
        incidents = List.copyOf(incidents);
        explained = List.copyOf(explained);
    }

    long endMillis() {
        return plan.endMillis();
    }
}
