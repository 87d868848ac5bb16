package dev.sotto.query.row;

import dev.sotto.document.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The rows of one input after another; each is opened when it is reached. */
public final class UnionRows implements Rows {
    /** An input that waits. */
    public interface Opening {
        Rows open();
    }

    private final List<Opening> inputs;
    private int at;
    private Rows current = new ListRows(Collections.emptyList());

    public UnionRows(List<Opening> inputs) {
        this.inputs = new ArrayList<>(inputs);
    }

    @Override
    public boolean next() {
        while (!current.next()) {
            if (at == inputs.size()) {
                return false;
            }
            current.close();
            current = inputs.get(at++).open();
        }
        return true;
    }

    /** Its place begins with the number of its input: two inputs may have rows of one document. */
    @Override
    public Row row() {
        Row row = current.row();
        return new Row(
                row.scope(), Row.places(Collections.singletonList(Bytes.of(new byte[] {(byte) at})), row.place()));
    }

    @Override
    public void close() {
        at = inputs.size();
        current.close();
    }
}
