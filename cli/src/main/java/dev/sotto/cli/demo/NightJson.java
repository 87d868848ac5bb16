package dev.sotto.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A night as one line of JSON, for machines. Times are milliseconds with three decimals; unknown figures are null. */
final class NightJson {

    private NightJson() {}

    static String line(NightResult result) {
        NightRecord night = result.record();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("night", night.plan().night().word());
        root.put("written", result.written());
        root.put("lost", result.lost());
        root.put("waited_for_foreground", result.waited());
        root.set("foreground", lag(result.foreground()));
        root.set(
                "background",
                lag(result.background()).put("delivered", result.background().count()));
        root.put("longest_gap_ms", result.longestGapMillis());
        ArrayNode gaps = root.putArray("gaps");
        for (Gap gap : result.gaps()) {
            gaps.addObject()
                    .put("at_ms", gap.atMillis())
                    .put("length_ms", gap.lengthMillis())
                    .put("cause", gap.cause());
        }
        KeeperCost keeper = night.keeper();
        ObjectNode cost = root.putObject("keeper").put("mechanism", keeper.mechanism());
        figure(cost, "cpu_percent", keeper.cpuPercent());
        figure(cost, "wakeups_per_s", keeper.wakeupsPerSecond());
        ObjectNode process = root.putObject("process");
        figure(process, "wakeups_per_s", keeper.processWakeupsPerSecond());
        figure(process, "idle_jvm_wakeups_per_s", keeper.idleJvmWakeupsPerSecond());
        root.put("freezer", night.freezer());
        root.put("hold_seen_by", night.holdSeenBy());
        return root.toString();
    }

    private static ObjectNode lag(Lag lag) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        figure(node, "p50_ms", lag.p50Millis());
        figure(node, "p99_ms", lag.p99Millis());
        figure(node, "max_ms", lag.maxMillis());
        return node;
    }

    private static void figure(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, Math.round(value * 1000) / 1000.0);
        }
    }
}
