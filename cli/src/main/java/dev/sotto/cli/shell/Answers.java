package dev.sotto.cli.shell;

import dev.sotto.Document;
import dev.sotto.QueryResult;
import dev.sotto.cli.Console;
import dev.sotto.cli.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How results look: a table for people, a page at a time where there is a page; JSON lines for machines. */
public final class Answers {
    private final Console console;
    private final Page page;
    private boolean table;

    /** Where a table goes: a terminal has a width, and shows it a page at a time. */
    public interface Page {
        /** Columns that fit beside each other; {@link Integer#MAX_VALUE} where nothing is cut off. */
        int width();

        /** Shows the lines, all of them or as many as somebody wants to see. */
        void show(List<String> lines);
    }

    public Answers(Console console, Page page, boolean table) {
        this.console = console;
        this.page = page;
        this.table = table;
    }

    /** A page without an end, for pipes. */
    public static Page endless(PrintWriter out) {
        return new Page() {
            @Override
            public int width() {
                return Integer.MAX_VALUE;
            }

            @Override
            public void show(List<String> lines) {
                lines.forEach(out::println);
            }
        };
    }

    void asTable(boolean wanted) {
        table = wanted;
    }

    void show(QueryResult result) {
        if (!result.documents().isEmpty()
                || (!result.commitId().isPresent() && result.mutatedIds().isEmpty())) {
            documents(result.documents());
        }
        if (result.commitId().isPresent() || !result.mutatedIds().isEmpty()) {
            change(result);
        }
        console.out().flush();
    }

    /** How a statement is answered: a table would cut its lines off. */
    void plan(QueryResult explained) {
        if (!table) {
            show(explained);
            return;
        }
        List<String> lines = new ArrayList<>();
        for (Document document : explained.documents()) {
            if (document.toMap().get("plan") instanceof List<?> plan) {
                plan.forEach(line -> lines.add(Printable.text(String.valueOf(line))));
            }
        }
        page.show(lines);
        console.out().flush();
    }

    void documents(List<Document> documents) {
        if (table) {
            page.show(RowTable.lines(documents, page.width()));
        } else {
            documents.forEach(document -> console.out().println(Printable.json(document.toJson())));
        }
        console.out().flush();
    }

    /** One JSON object on a line of its own, in either way of showing. */
    void object(Map<String, Object> fields) {
        console.out().println(Printable.object(fields));
        console.out().flush();
    }

    /** One result of several of the same statement. */
    void change(String time, List<Document> documents) {
        if (table) {
            List<String> lines = new ArrayList<>();
            lines.add("-- " + time);
            lines.addAll(RowTable.lines(documents, page.width()));
            lines.forEach(console.out()::println);
        } else {
            StringBuilder line = new StringBuilder("{\"at\":\"").append(time).append("\",\"documents\":[");
            for (int i = 0; i < documents.size(); i++) {
                line.append(i == 0 ? "" : ",").append(documents.get(i).toJson());
            }
            console.out().println(Printable.json(line.append("]}").toString()));
        }
        console.out().flush();
    }

    private void change(QueryResult result) {
        int changed = result.mutatedIds().size();
        if (table) {
            console.out().println(Printable.count(changed, "document") + " changed");
            return;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("changed", changed);
        line.put("commit", result.commitId().orElse(0));
        console.out().println(Printable.object(line));
    }
}
