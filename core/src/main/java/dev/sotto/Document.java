package dev.sotto;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.Statements;
import java.util.Collections;
import java.util.Map;

/**
 * One document of a result, as it was when the statement ran. Immutable; any thread.
 *
 * <p>Fields are named by paths as in statements: {@code total}, {@code customer.name}, and {@code `a.b`} for a name with a
 * dot in it. A field that is not there is MISSING, which is not the same as NULL.
 */
public final class Document {
    private static final String ID = "_id";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final MapValue value;

    Document(MapValue value) {
        this.value = value;
    }

    /**
     * The value of {@code _id}: a String, Long, Boolean, byte[], List or Map.
     *
     * @throws IllegalStateException a row of a SELECT that does not name {@code _id} has none
     */
    public Object id() {
        Object id = value.get(ID).toJava();
        if (id == null) {
            throw new IllegalStateException("this row of a result has no _id; select it, or ask by field");
        }
        return id;
    }

    /** The field's value, {@link Value#MISSING} if there is none. */
    public Value get(String path) {
        return value.get(path(path));
    }

    /** Whether the document has nothing at {@code path}; NULL is something. */
    public boolean isMissing(String path) {
        return get(path).isMissing();
    }

    /** Whether the field is there and holds NULL. */
    public boolean isNull(String path) {
        return get(path) instanceof Value.Null;
    }

    /**
     * The text of a string field.
     *
     * @throws IllegalStateException the field is MISSING, NULL or of another type
     */
    public String getString(String path) {
        if (get(path) instanceof Value.Text text) {
            return text.value();
        }
        throw unexpected(path, "a string");
    }

    /**
     * The number in an integer field, or in a double field without a fraction.
     *
     * @throws IllegalStateException the field is MISSING, NULL, of another type, or no whole number of 64 bits
     */
    public long getLong(String path) {
        Value found = get(path);
        if (found instanceof Value.Int integer) {
            return integer.value();
        }
        if (found instanceof Value.Real real
                && real.value() == Math.rint(real.value())
                && Math.abs(real.value()) < 0x1p63) {
            return (long) real.value();
        }
        throw unexpected(path, "an integer");
    }

    /**
     * The number in a double field, or in an integer field that a double can hold exactly.
     *
     * @throws IllegalStateException the field is MISSING, NULL, of another type, or an integer that would change
     */
    public double getDouble(String path) {
        Value found = get(path);
        if (found instanceof Value.Real real) {
            return real.value();
        }
        if (found instanceof Value.Int integer && isExact(integer.value())) {
            return integer.value();
        }
        throw unexpected(path, "a number that a double can hold");
    }

    /**
     * The truth of a boolean field.
     *
     * @throws IllegalStateException the field is MISSING, NULL or of another type
     */
    public boolean getBoolean(String path) {
        if (get(path) instanceof Value.Bool bool) {
            return bool.value();
        }
        throw unexpected(path, "a boolean");
    }

    /**
     * A copy of a binary field's bytes.
     *
     * @throws IllegalStateException the field is MISSING, NULL or of another type
     */
    public byte[] getBytes(String path) {
        if (get(path) instanceof Value.Binary binary) {
            return binary.value().toArray();
        }
        throw unexpected(path, "binary");
    }

    /**
     * The whole document in plain Java: Boolean, Long, Double, String, byte[], List, Map, and null for NULL; in the order of
     * the keys. A copy that cannot be changed at its top.
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> toMap() {
        return Collections.unmodifiableMap((Map<String, Object>) value.toJava());
    }

    /** The whole document as JSON on one line; binary values as base64 strings, infinities and NaN as null. */
    public String toJson() {
        return Json.write(value);
    }

    /**
     * The document as an instance of {@code type}: a record, or a bean with a constructor without parameters; Jackson's
     * annotations are obeyed. Fields that the type does not have are left out, those that the document does not have get the
     * type's default.
     *
     * @throws IllegalStateException a field does not fit: the message names it
     */
    public <T> T as(Class<T> type) {
        try {
            return MAPPER.convertValue(value.toJava(), type);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "document " + value.get(ID).toJava() + " cannot be read as " + type.getName() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    MapValue value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Document document && document.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The JSON. */
    @Override
    public String toString() {
        return toJson();
    }

    private static Path path(String path) {
        return path.indexOf('`') < 0 && path.indexOf('.') < 0 ? Path.of(path) : Statements.parsePath(path);
    }

    private static boolean isExact(long integer) {
        double rounded = integer;
        return rounded < 0x1p63 && (long) rounded == integer;
    }

    private IllegalStateException unexpected(String path, String wanted) {
        Value found = get(path);
        String type = found.isMissing() ? "MISSING" : found.getClass().getSimpleName();
        return new IllegalStateException(
                path + " of document " + value.get(ID).toJava() + " is " + type + ", expected " + wanted);
    }
}
