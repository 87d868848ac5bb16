package dev.sotto.store;

import dev.sotto.document.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The journal of lost values in memory: bounded as the one on disk is, by rows and by the bytes that they would take there. */
final class MemoryJournal {
    private final TreeMap<Long, Row> rows;
    private final TreeMap<Bytes, Long> numbers;

    /** @param total bytes of this row and of all that ever came before it */
    private record Row(Bytes id, Conflict conflict, int bytes, long total) {}

    MemoryJournal() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    private MemoryJournal(TreeMap<Long, Row> rows, TreeMap<Bytes, Long> numbers) {
        this.rows = rows;
        this.numbers = numbers;
    }

    MemoryJournal copy() {
        return new MemoryJournal(new TreeMap<>(rows), new TreeMap<>(numbers));
    }

    /** Puts it in as the newest, unless it is there. Gives back how to undo that. */
    Runnable put(Conflict conflict) {
        Bytes id = conflict.id();
        if (numbers.containsKey(id)) {
            return () -> {};
        }
        TreeMap<Long, Row> removed = new TreeMap<>();
        long number = rows.isEmpty() ? 1 : rows.lastKey() + 1;
        int bytes = ConflictBytes.encode(conflict).length;
        long total = (rows.isEmpty() ? 0 : rows.lastEntry().getValue().total) + bytes;
        rows.put(number, new Row(id, conflict, bytes, total));
        numbers.put(id, number);
        while (isOver(number, total)) {
            Map.Entry<Long, Row> oldest = rows.pollFirstEntry();
            numbers.remove(oldest.getValue().id);
            removed.put(oldest.getKey(), oldest.getValue());
        }
        return () -> {
            if (rows.remove(number) != null) {
                numbers.remove(id);
            }
            removed.remove(number);
            removed.forEach(this::add);
        };
    }

    private boolean isOver(long number, long total) {
        if (rows.isEmpty()) {
            return false;
        }
        Row oldest = rows.firstEntry().getValue();
        return rows.firstKey() <= number - Limits.CONFLICT_ROWS_MAX
                || total - (oldest.total - oldest.bytes) > Limits.CONFLICT_BYTES_MAX;
    }

    private void add(long number, Row row) {
        rows.put(number, row);
        numbers.put(row.id, number);
    }

    /** Takes it out, if it is there. Gives back how to undo that. */
    Runnable drop(Bytes id) {
        Long number = numbers.remove(id);
        if (number == null) {
            return () -> {};
        }
        Optional<Row> row = Optional.ofNullable(rows.remove(number));
        return () -> row.ifPresent(dropped -> add(number, dropped));
    }

    List<Conflict> newest(int max) {
        List<Conflict> newest = new ArrayList<>();
        for (Row row : rows.descendingMap().values()) {
            if (newest.size() >= max) {
                break;
            }
            newest.add(row.conflict);
        }
        return newest;
    }

    Optional<Conflict> get(Bytes id) {
        Long number = numbers.get(id);
        return number == null
                ? Optional.empty()
                : Optional.ofNullable(rows.get(number)).map(Row::conflict);
    }
}
