package dev.sotto.query.sql;

import dev.sotto.document.Path;
import dev.sotto.query.value.StoredJson;

/**
 * SQL expressions for the value at a path of the stored JSON, with the path in the text, so that the expression of an index
 * and that of a query are the same. Everywhere else paths are bound.
 *
 * <p>Two terms make SQLite's order ours: the {@link #rank} of the type, an integer, and within one rank the {@link #value}
 * as json_extract gives it. Within a rank SQLite's comparison is exact: integers against doubles by value
 * (https://www.sqlite.org/datatype3.html section 4.2), strings by their UTF-8 bytes, which is the order of code points,
 * binary values by their hex digits, of which the shorter ends in a quote that is less than any digit.
 *
 * <p>The text is safe by {@link #isIndexable}: no key has a quote of JSON, a backslash or a control character, and a single
 * quote is doubled.
 */
public final class SqlPath {
    /** Where the collation of a term is left to SQLite it is BINARY, which is what we want. */
    private static final String JSON = "json";

    private SqlPath() {}

    /** Whether a path can be named in a JSON path, so that an index can be made of it. */
    public static boolean isIndexable(Path path) {
        for (String key : path.keys()) {
            for (int i = 0; i < key.length(); i++) {
                char c = key.charAt(i);
                if (c == '"' || c == '\\' || c < 0x20) {
                    return false;
                }
            }
        }
        return path.depth() > 0;
    }

    /** The rank of the value's type in ORDER BY, as {@link dev.sotto.query.value.ValueComparison#rank}; never NULL. */
    public static String rank(Path path) {
        return "CASE json_type(" + JSON + "," + literal(path) + ")"
                + " WHEN 'integer' THEN 3 WHEN 'text' THEN 4 WHEN 'real' THEN 3 WHEN 'true' THEN 2 WHEN 'false' THEN 2"
                + " WHEN 'null' THEN 1 WHEN 'array' THEN 6 WHEN 'object' THEN CASE substr(" + value(path) + ",1,"
                + StoredJson.BINARY_PREFIX.length() + ") WHEN '" + StoredJson.BINARY_PREFIX
                + "' THEN 5 ELSE 7 END ELSE 0 END";
    }

    /** The value; NULL where it is MISSING or NULL, 0 and 1 for false and true. */
    public static String value(Path path) {
        return "json_extract(" + JSON + "," + literal(path) + ")";
    }

    private static String literal(Path path) {
        if (!isIndexable(path)) {
            throw new IllegalArgumentException("a JSON path cannot name " + path + "; bind it");
        }
        StringBuilder text = new StringBuilder("'$");
        for (String key : path.keys()) {
            text.append(".\"").append(key.replace("'", "''")).append('"');
        }
        return text.append('\'').toString();
    }
}
