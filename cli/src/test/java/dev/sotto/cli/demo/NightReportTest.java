package dev.sotto.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page shows each order and each thing that happened, needs nothing from outside, and lets no text become markup. */
class NightReportTest {

    @Test
    void everyOrderIsADotAndEverySpanIsABand() throws Exception {
        NightResult night = NightResult.of(night(NightPlan.nights(12, 4000).get(2)));
        Document svg = svg(NightReport.html(List.of(night), List.of()));
        assertEquals(
                night.record().orders().size(),
                svg.getElementsByTagName("circle").getLength());
        assertEquals(1, bands(svg, "frozen"));
        assertEquals(4, bands(svg, "incident"));
        assertEquals(2, bands(svg, "fg"));
    }

    @Test
    void thePageNeedsNothingFromOutside() throws IOException {
        List<NightResult> nights = NightPlan.nights(12, 4000).stream()
                .map(plan -> NightResult.of(night(plan)))
                .toList();
        String html = NightReport.html(nights, List.of("remark <b>"));
        assertFalse(Pattern.compile("(src|href)=|@import|url\\(").matcher(html).find());
        assertTrue(html.contains("remark &lt;b&gt;"));
        Path page = Files.createDirectories(Path.of("target")).resolve("report-of-invented-nights.html");
        Files.writeString(page, html);
    }

    private static Document svg(String html) throws Exception {
        String svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static int bands(Document svg, String style) {
        NodeList all = svg.getElementsByTagName("rect");
        int count = 0;
        for (int index = 0; index < all.getLength(); index++) {
            count += all.item(index)
                            .getAttributes()
                            .getNamedItem("class")
                            .getNodeValue()
                            .equals(style)
                    ? 1
                    : 0;
        }
        return count;
    }

    /** Invented orders: a few milliseconds of lag, and a freeze of the last part of the background unless Sotto holds. */
    private static NightRecord night(NightPlan plan) {
        Random random = new Random(plan.night().ordinal());
        Span background = new Span(plan.backgroundAtMillis(), plan.foregroundAgainAtMillis(), "background");
        List<Span> frozen = new ArrayList<>();
        if (plan.night() != NightPlan.Night.SOTTO) {
            long from = plan.incidents().isEmpty()
                    ? background.fromMillis() + plan.graceMillis()
                    : plan.incidents().get(3).atMillis() + plan.graceMillis();
            frozen.add(new Span(from, background.toMillis(), "CALL_OUTLASTED_GRACE"));
        }
        List<OrderTrace> orders = new ArrayList<>();
        for (long at = 0; at < plan.endMillis(); at += 50) {
            long shown = at * 1000 + 1500 + (long) (random.nextDouble() * random.nextDouble() * 9000);
            for (Span span : frozen) {
                shown = span.overlaps(at, at + 1) ? span.toMillis() * 1000 + 30_000 : shown;
            }
            orders.add(new OrderTrace("o" + at, at * 1000, at * 1000 + 900, shown));
        }
        List<Span> incidents = plan.incidents().stream()
                .map(incident -> new Span(incident.atMillis(), incident.endMillis(), incident.label()))
                .toList();
        KeeperCost keeper = plan.night() == NightPlan.Night.NONE
                ? KeeperCost.NONE
                : new KeeperCost("pulse-silence", 0.02, 0.9, 61, 29);
        return new NightRecord(
                plan, orders, background, frozen, incidents, List.of(), keeper, "cgroup", "audio-server", 0);
    }
}
