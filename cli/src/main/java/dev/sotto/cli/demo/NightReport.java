package dev.sotto.cli.demo;

import java.util.List;
import java.util.Locale;

/**
 * The nights as one self-contained HTML page: lag over time, with what the operating system did shaded behind it.
 *
 * <p>Made for 1280x800 without scrolling: three bands of equal height, words on the left, lag in the middle (logarithmic,
 * since a good night's lag is a few milliseconds and a bad one's many seconds), figures on the right.
 */
final class NightReport {

    private static final int PLOT_WIDTH = 800;
    private static final int PLOT_HEIGHT = 176;
    private static final int LEFT = 46;
    private static final int RIGHT = 14;
    private static final int TOP = 30;
    private static final int BOTTOM = 18;
    private static final double FLOOR_MILLIS = 0.3;
    private static final double CEILING_MILLIS = 60_000;

    private NightReport() {}

    static String html(List<NightResult> results, List<String> remarks) {
        StringBuilder out = new StringBuilder(1 << 16);
        out.append(HEAD);
        out.append("<header><h1>Does an app's data keep arriving in the background?</h1><p>")
                .append(escape(verdict(results)))
                .append("</p></header>\n");
        for (NightResult result : results) {
            night(out, result);
        }
        out.append("<footer>").append(LEGEND).append("<p>");
        remarks.forEach(remark -> out.append(escape(remark)).append(' '));
        return out.append("</p></footer>\n</main>\n</body></html>\n").toString();
    }

    static String verdict(List<NightResult> results) {
        int lost = results.stream().mapToInt(NightResult::lost).sum();
        int written = results.stream().mapToInt(NightResult::written).sum();
        String losses =
                lost == 0 ? "none of " + written + " orders was lost" : lost + " of " + written + " orders LOST";
        for (NightResult result : results) {
            if (result.record().plan().night() == NightPlan.Night.SOTTO) {
                return "With Sotto: "
                        + (result.held() ? "no gap over a second" : "a gap of " + result.longestGapMillis() + " ms")
                        + ", " + result.waited() + " orders waited for the foreground. In all nights " + losses + ".";
            }
        }
        return "In all nights " + losses + ".";
    }

    private static void night(StringBuilder out, NightResult result) {
        NightPlan plan = result.record().plan();
        out.append("<section><div class='words'><h2>")
                .append(escape(plan.night().title()))
                .append("</h2><p>")
                .append(escape(plan.night().story()))
                .append("</p></div>\n");
        plot(out, result);
        figures(out, result);
        out.append("</section>\n");
    }

    private static void plot(StringBuilder out, NightResult result) {
        NightRecord night = result.record();
        int height = TOP + PLOT_HEIGHT + BOTTOM;
        out.append(format(
                "<svg viewBox='0 0 %d %d' width='%d' height='%d' role='img' aria-label='lag over time'>%n",
                LEFT + PLOT_WIDTH + RIGHT, height, LEFT + PLOT_WIDTH + RIGHT, height));
        band(out, night, new Span(0, night.background().fromMillis(), "foreground"), "fg", 10);
        band(out, night, night.background(), "bg", 10);
        band(out, night, new Span(night.background().toMillis(), night.endMillis(), "foreground"), "fg", 10);
        night.incidents().forEach(span -> band(out, night, span, "incident", 23));
        night.frozen().forEach(span -> band(out, night, span, "frozen", 0));
        night.frozen().forEach(span -> frozenLabel(out, night, span));
        grid(out, night);
        for (OrderTrace order : night.orders()) {
            if (order.shown()) {
                boolean late = order.lagMillis() > Gap.GAP_OVER_MILLIS;
                out.append(format(
                        "<circle cx='%.1f' cy='%.1f' r='1.6' class='%s'/>",
                        x(night, order.submittedMicros() / 1000.0), y(order.lagMillis()), late ? "late" : "live"));
            } else if (order.committed()) {
                out.append(format(
                        "<text x='%.1f' y='%d' class='lost'>✕</text>",
                        x(night, order.submittedMicros() / 1000.0), TOP + 10));
            }
        }
        out.append("</svg>\n");
    }

    private static void band(StringBuilder out, NightRecord night, Span span, String style, int labelY) {
        double from = x(night, span.fromMillis());
        double to = x(night, span.toMillis());
        out.append(format(
                "<rect x='%.1f' y='%d' width='%.1f' height='%d' class='%s'/>",
                from, TOP, Math.max(1, to - from), PLOT_HEIGHT, style));
        if (labelY > 0) {
            out.append(format(
                    "<text x='%.1f' y='%d' class='label %s-label'>%s</text>%n",
                    from + 2, labelY, style, escape(span.label())));
        }
    }

    private static void frozenLabel(StringBuilder out, NightRecord night, Span span) {
        double middle = (x(night, span.fromMillis()) + x(night, span.toMillis())) / 2;
        out.append(format(
                "<text x='%.1f' y='%d' class='label frozen-label' text-anchor='middle'>frozen by the system</text>%n",
                middle, TOP + PLOT_HEIGHT - 8));
    }

    private static void grid(StringBuilder out, NightRecord night) {
        String[] names = {"1 ms", "10 ms", "100 ms", "1 s", "10 s"};
        double value = 1;
        for (String name : names) {
            double y = y(value);
            out.append(format(
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='%s'/>",
                    LEFT, LEFT + PLOT_WIDTH, y, y, value == Gap.GAP_OVER_MILLIS ? "limit" : "grid"));
            out.append(
                    format("<text x='%d' y='%.1f' class='axis' text-anchor='end'>%s</text>%n", LEFT - 4, y + 3, name));
            value *= 10;
        }
        long seconds = night.endMillis() / 1000;
        long step = seconds <= 24 ? 2 : seconds <= 60 ? 4 : Math.max(10, seconds / 100 * 10);
        for (long second = 0; second <= seconds; second += step) {
            out.append(format(
                    "<text x='%.1f' y='%d' class='axis' text-anchor='middle'>%d%s</text>",
                    x(night, second * 1000.0), TOP + PLOT_HEIGHT + 13, second, second == 0 ? " s" : ""));
        }
    }

    private static void figures(StringBuilder out, NightResult result) {
        out.append("<div class='figures'><table>");
        row(out, "written", Integer.toString(result.written()), "");
        row(out, "lost", Integer.toString(result.lost()), result.lost() > 0 ? "bad" : "");
        row(out, "waited for foreground", Integer.toString(result.waited()), result.waited() > 0 ? "warn" : "");
        row(out, "foreground p50 / p99", pair(result.foreground()), "");
        row(out, "background p50 / p99", pair(result.background()), "");
        row(
                out,
                "longest gap",
                result.gaps().isEmpty() ? "none" : format("%.1f s", result.longestGapMillis() / 1000.0),
                result.gaps().isEmpty() ? "" : "warn");
        out.append("</table>");
        StringBuilder notes = new StringBuilder();
        for (Gap gap : result.gaps()) {
            notes.append(format("%.1f s: %s ", gap.atMillis() / 1000.0, gap.cause()));
        }
        KeeperCost keeper = result.record().keeper();
        out.append("<p class='notes'>")
                .append(escape(notes.toString()))
                .append("<br>keeper: ")
                .append(escape(NightTable.keeper(keeper)))
                .append("</p></div>\n");
    }

    private static String pair(Lag lag) {
        if (lag.count() == 0) {
            return "-";
        }
        return format("%.1f / %.1f ms", lag.p50Millis(), lag.p99Millis());
    }

    private static void row(StringBuilder out, String name, String value, String style) {
        out.append("<tr><td>")
                .append(name)
                .append("</td><td class='")
                .append(style)
                .append("'>")
                .append(value)
                .append("</td></tr>");
    }

    private static double x(NightRecord night, double millis) {
        double part = Math.max(0, Math.min(1, millis / night.endMillis()));
        return LEFT + part * PLOT_WIDTH;
    }

    private static double y(double lagMillis) {
        double clamped = Math.max(FLOOR_MILLIS, Math.min(CEILING_MILLIS, lagMillis));
        double part = Math.log(clamped / FLOOR_MILLIS) / Math.log(CEILING_MILLIS / FLOOR_MILLIS);
        return TOP + PLOT_HEIGHT - part * PLOT_HEIGHT;
    }

    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;");
    }

    private static final String HEAD = """
            <!doctype html>
            <html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>
            <title>Sotto: three nights</title>
            <style>
            :root { --ink:#1c2430; --soft:#5d6978; --line:#d9dee5; --fg:#fff7e0; --bg:#e9eef6; --frozen:#b9c6d8;
              --incident:#f4b183; --live:#0a7d6b; --late:#b3261e; }
            * { box-sizing:border-box }
            body { margin:0; color:var(--ink); background:#fff; font:12px/1.35 system-ui,'DejaVu Sans',sans-serif }
            main { width:1264px; margin:0 auto; padding:8px 0 }
            header { display:flex; align-items:baseline; gap:18px; margin:0 0 2px 8px }
            h1 { font-size:17px; margin:0 } header p { margin:0; color:var(--soft) }
            section { display:flex; align-items:flex-start; border-top:1px solid var(--line); padding:4px 0 0 }
            .words { width:150px; padding:26px 8px 0 } .words h2 { font-size:14px; margin:0 0 4px }
            .words p { margin:0; color:var(--soft) }
            .figures { width:244px; padding:22px 0 0 8px } table { border-collapse:collapse; width:100% }
            td { padding:1px 0; color:var(--soft) }
            td+td { text-align:right; color:var(--ink); font-variant-numeric:tabular-nums; white-space:nowrap }
            td.bad { color:#fff; background:var(--late); font-weight:700 } td.warn { color:var(--late); font-weight:700 }
            .notes { margin:4px 0 0; color:var(--soft); font-size:11px; overflow-wrap:anywhere }
            rect.fg { fill:var(--fg) } rect.bg { fill:var(--bg) } rect.frozen { fill:var(--frozen); opacity:.85 }
            rect.incident { fill:var(--incident); opacity:.55 }
            .label { font-size:10px; fill:var(--soft) } .incident-label { fill:#a3480b } .frozen-label { fill:#33465e }
            .axis { font-size:9.5px; fill:var(--soft) } .grid { stroke:var(--line); stroke-width:.6 }
            .limit { stroke:var(--late); stroke-width:.8; stroke-dasharray:4 3 }
            circle.live { fill:var(--live) } circle.late { fill:var(--late) } .lost { fill:var(--late); font-size:11px }
            footer { border-top:1px solid var(--line); padding:4px 8px 0; color:var(--soft) } footer p { margin:2px 0 }
            .key { display:inline-block; width:10px; height:10px; margin:0 4px 0 12px; vertical-align:-1px }
            </style></head><body><main>
            """;

    private static final String LEGEND = """
            Each dot is an order: when the till wrote it, and how long until the phone showed it (log scale).
            <span class='key' style='background:#0a7d6b'></span>within a second
            <span class='key' style='background:#b3261e'></span>later
            <span class='key' style='background:#fff7e0;border:1px solid #d9dee5'></span>foreground
            <span class='key' style='background:#e9eef6'></span>background
            <span class='key' style='background:#b9c6d8'></span>frozen
            <span class='key' style='background:#f4b183'></span>incident
            """;
}
