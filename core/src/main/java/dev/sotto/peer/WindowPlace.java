package dev.sotto.peer;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.DocId;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where a document stands in a window's order; those that are alike there stand by their ids. */
record WindowPlace(List<Value> keys, DocId id) {
    static WindowPlace of(Window window, DocId id, MapValue document) {
        return new WindowPlace(window.keys(document), id);
    }

    static Comparator<WindowPlace> order(Window window) {
        Comparator<WindowPlace> byKeys = (left, right) -> window.compare(left.keys(), right.keys());
        return byKeys.thenComparing(WindowPlace::id);
    }

    /** <code>lp _id | varint n, n x lp value</code>, both in CBOR. */
    void write(ByteWriter out) {
        out.prefixed(id.bytes()).varint(keys.size());
        keys.forEach(key -> out.prefixed(Bytes.of(Cbor.encode(key))));
    }

    static WindowPlace read(ByteReader in) {
        DocId id = DocId.decode(in.prefixed(Integer.MAX_VALUE, "document"));
        List<Value> keys = new ArrayList<>();
        for (int left = in.varint("keys", Integer.MAX_VALUE); left > 0; left--) {
            keys.add(Cbor.decode(in.prefixed(Integer.MAX_VALUE, "key")));
        }
        return new WindowPlace(keys, id);
    }
}
