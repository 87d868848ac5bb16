package dev.sotto.cli.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.Document;
import dev.sotto.cli.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * Documents as a table: a column for each field at the top, in the order in which they first appear. Where they do not fit
 * beside each other, each document is a block of its own, a field a line.
 */
final class RowTable {
    /** Columns of the terminal that a cell takes; longer ones end in an ellipsis. JSON lines show everything. */
    private static final int CELL_WIDTH_MAX = 40;

    /** Below this a cell says nothing any more. */
    private static final int CELL_WIDTH_MIN = 8;

    private static final String GAP = "  ";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, Integer> widths = new LinkedHashMap<>();
    private final List<Map<String, String>> rows = new ArrayList<>();

    private RowTable(List<Document> documents) {
        for (Document document : documents) {
            Map<String, String> row = new LinkedHashMap<>();
            document.toMap().forEach((name, value) -> {
                String column = Printable.text(name);
                String cell = cell(value);
                row.put(column, cell);
                widths.merge(column, Math.max(width(column), width(cell)), Math::max);
            });
            rows.add(row);
        }
        widths.replaceAll((column, width) -> Math.min(width, CELL_WIDTH_MAX));
    }

    /** @param widthMax columns of the terminal */
    static List<String> lines(List<Document> documents, int widthMax) {
        RowTable table = new RowTable(documents);
        List<String> lines = table.fits(widthMax) ? table.across() : table.blocks(widthMax);
        lines.add(Printable.count(documents.size(), "row"));
        return lines;
    }

    /** Whether the columns fit beside each other, the widest of them made narrower if they must be. */
    private boolean fits(int widthMax) {
        while (total() > widthMax) {
            String widest = "";
            for (Map.Entry<String, Integer> column : widths.entrySet()) {
                if (widest.isEmpty() || column.getValue() > widths.getOrDefault(widest, 0)) {
                    widest = column.getKey();
                }
            }
            int narrower = widths.getOrDefault(widest, 0) - 1;
            if (narrower < CELL_WIDTH_MIN) {
                return false;
            }
            widths.put(widest, narrower);
        }
        return true;
    }

    private long total() {
        long total = 0;
        for (int width : widths.values()) {
            total += width + GAP.length();
        }
        return total - GAP.length();
    }

    private List<String> across() {
        List<String> lines = new ArrayList<>();
        if (!rows.isEmpty()) {
            lines.add(line(name -> name));
            lines.add(line(name -> "-".repeat(widths.getOrDefault(name, 0))));
            rows.forEach(row -> lines.add(line(name -> row.getOrDefault(name, ""))));
        }
        return lines;
    }

    private List<String> blocks(int widthMax) {
        int names = widths.keySet().stream().mapToInt(RowTable::width).max().orElse(0);
        int room = Math.max(CELL_WIDTH_MIN, widthMax - names - GAP.length());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add("-- row " + (i + 1));
            rows.get(i)
                    .forEach((name, cell) ->
                            lines.add(name + " ".repeat(names - width(name)) + GAP + shortened(cell, room)));
        }
        return lines;
    }

    private interface Cells {
        String of(String column);
    }

    private String line(Cells cells) {
        StringBuilder line = new StringBuilder();
        widths.forEach((name, width) -> {
            String cell = shortened(cells.of(name), width);
            line.append(cell).append(" ".repeat(width - width(cell))).append(GAP);
        });
        return line.toString().stripTrailing();
    }

    private static String cell(@Nullable Object value) {
        try {
            return Printable.text(value instanceof String text ? text : MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document has a JSON form", e);
        }
    }

    /** Columns of a terminal: two for most of what East Asia writes, none for what combines. */
    private static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    private static String shortened(String text, int widthMax) {
        if (width(text) <= widthMax) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int taken = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            taken += Math.max(0, WCWidth.wcwidth(c));
            if (taken > widthMax - 3) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.append("...").toString();
    }
}
