package dev.sotto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.Document;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as a table for a terminal: a column for each field at the top, in the order in which they first appear. */
final class RowTable {
    /** Characters of a cell; longer ones end in an ellipsis. JSON lines show everything. */
    private static final int CELL_CHARS_MAX = 40;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RowTable() {}

    static void print(List<Document> documents, PrintWriter out) {
        Map<String, Integer> widths = new LinkedHashMap<>();
        List<Map<String, String>> rows = new ArrayList<>();
        widths.put("_id", "_id".length());
        for (Document document : documents) {
            Map<String, String> row = new LinkedHashMap<>();
            document.toMap().forEach((name, value) -> {
                String column = shortened(Printable.text(name));
                String cell = cell(value);
                row.put(column, cell);
                widths.merge(column, Math.max(column.length(), cell.length()), Math::max);
            });
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            out.println(line(widths, name -> name));
            out.println(line(widths, name -> "-".repeat(widths.getOrDefault(name, 0))));
            rows.forEach(row -> out.println(line(widths, name -> row.getOrDefault(name, ""))));
        }
        out.println(rows.size() == 1 ? "1 row" : rows.size() + " rows");
    }

    private interface Cells {
        String of(String column);
    }

    private static String line(Map<String, Integer> widths, Cells cells) {
        StringBuilder line = new StringBuilder();
        widths.forEach((name, width) -> {
            String cell = cells.of(name);
            line.append(cell).append(" ".repeat(width - cell.length() + 2));
        });
        return line.toString().stripTrailing();
    }

    private static String cell(@org.jspecify.annotations.Nullable Object value) {
        try {
            String text = value instanceof String string ? string : MAPPER.writeValueAsString(value);
            return shortened(Printable.text(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document has a JSON form", e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= CELL_CHARS_MAX ? text : text.substring(0, CELL_CHARS_MAX - 3) + "...";
    }
}
