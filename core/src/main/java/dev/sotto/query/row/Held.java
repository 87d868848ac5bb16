package dev.sotto.query.row;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Text;
import dev.sotto.query.StatementException;
import java.util.Map;

/**
 * What the operators of one statement hold, by weight. The weight of a value is about what it takes of a heap: it decides
 * where a statement is refused, and that is the same on every machine.
 */
public final class Held {
    private static final long OBJECT_BYTES = 24;
    private static final long FIELD_BYTES = 56;

    private final long bytesMax;
    private long bytes;

    public Held(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** @throws StatementException QUERY_MEMORY */
    public void take(Row row) {
        long weight = OBJECT_BYTES + weight(row.scope());
        for (Bytes part : row.place()) {
            weight += OBJECT_BYTES + part.length();
        }
        take(weight);
    }

    /** @throws StatementException QUERY_MEMORY */
    public void take(Value value) {
        take(weight(value));
    }

    private void take(long weight) {
        bytes += weight;
        if (bytes > bytesMax) {
            throw new StatementException(new Refusal(
                    "QUERY_MEMORY",
                    "statement",
                    "more than " + bytesMax + " bytes held to sort, group, join or compare",
                    "an index for the order, a narrower WHERE, or a LIMIT"));
        }
    }

    void giveBack(Row row) {
        bytes -= OBJECT_BYTES + weight(row.scope());
        for (Bytes part : row.place()) {
            bytes -= OBJECT_BYTES + part.length();
        }
    }

    private static long weight(Value value) {
        if (value instanceof Text text) {
            return OBJECT_BYTES + 2L * text.value().length();
        } else if (value instanceof Binary binary) {
            return OBJECT_BYTES + binary.value().length();
        } else if (value instanceof Array array) {
            long weight = OBJECT_BYTES;
            for (Value item : array.items()) {
                weight += weight(item);
            }
            return weight;
        } else if (value instanceof MapValue map) {
            long weight = OBJECT_BYTES;
            for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                weight += FIELD_BYTES + field.getKey().length() + weight(field.getValue());
            }
            return weight;
        }
        return OBJECT_BYTES;
    }
}
