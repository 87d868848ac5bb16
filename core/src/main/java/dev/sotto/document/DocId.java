package dev.sotto.document;

import dev.sotto.document.Value.Absent;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;

/**
 * A document's {@code _id} within its collection: a string, integer, boolean, bytes, or an array or map of those. Null
 * and doubles are not ids: neither names one thing in every language.
 */
public final class DocId implements Comparable<DocId> {
    private final Value value;
    private final Bytes bytes;

    private DocId(Value value, Bytes bytes) {
        this.value = value;
        this.bytes = bytes;
    }

    /** @throws RefusedException {@code ID_INVALID} */
    public static DocId of(Value value) {
        check(value);
        return checked(value, Bytes.adopt(Cbor.encode(value)));
    }

    public static DocId of(String id) {
        return of(new Value.Text(id));
    }

    public static DocId of(long id) {
        return of(new Value.Int(id));
    }

    /** Reads an id's canonical bytes. */
    public static DocId decode(Bytes bytes) {
        Value value = Cbor.decode(bytes);
        check(value);
        return checked(value, bytes);
    }

    /** The id that comes next. */
    public static DocId read(ByteReader in) {
        int from = in.position();
        Value value = in.value();
        check(value);
        return checked(value, in.since(from));
    }

    private static DocId checked(Value value, Bytes bytes) {
        if (bytes.length() > Limits.ID_BYTES_MAX) {
            throw refused(bytes.length() + " bytes");
        }
        return new DocId(value, bytes);
    }

    private static void check(Value value) {
        if (value instanceof Null || value instanceof Real || value instanceof Absent) {
            throw refused(value.getClass().getSimpleName());
        } else if (value instanceof Array array) {
            array.items().forEach(DocId::check);
        } else if (value instanceof MapValue map) {
            map.fields().values().forEach(DocId::check);
        }
    }

    private static RefusedException refused(String got) {
        return new RefusedException(
                "ID_INVALID",
                "_id",
                got,
                "a string, integer, boolean, bytes, array or map of at most " + Limits.ID_BYTES_MAX + " bytes");
    }

    public Value value() {
        return value;
    }

    /** Canonical CBOR. */
    public Bytes bytes() {
        return bytes;
    }

    @Override
    public int compareTo(DocId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DocId that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return value instanceof Value.Text text ? text.value() : bytes.toHex();
    }
}
