package dev.sotto.query.value;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Absent;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;

/**
 * How values compare. There are two questions, with one answer each, in memory as in SQL.
 *
 * <p><b>Does a comparison hold?</b> Never if a side is MISSING or NULL. Numbers compare by their exact value, whether integer
 * or double; strings by code point; false is less than true; binary values byte by byte, unsigned. Arrays and maps are equal
 * when they hold the very same values (in them, 1 is not 1.0), and have no order. Values of different types are not equal,
 * and neither is less. NaN compares with nothing.
 *
 * <p><b>Which comes first in ORDER BY?</b> MISSING, NULL, false, true, numbers, strings, binary, arrays, maps; arrays among
 * themselves, and maps, by the text of their canonical JSON, which is stable and means nothing.
 */
public final class ValueComparison {
    private static final double LONG_END = 0x1p63;

    private ValueComparison() {}

    /** Whether {@code left relation right} holds. */
    public static boolean holds(Value left, Relation relation, Value right) {
        if (isNothing(left) || isNothing(right)) {
            return false;
        }
        if (rank(left) != rank(right)) {
            return relation == Relation.NOT_EQUAL;
        }
        if (left instanceof Array || left instanceof MapValue) {
            return relation.isEquality() && relation.holds(left.equals(right) ? 0 : 1);
        }
        return relation.holds(order(left, right));
    }

    /** Steps that looking at all of it takes at most. */
    public static long weight(Value value) {
        if (value instanceof Text text) {
            return text.value().length() / 64;
        } else if (value instanceof Binary binary) {
            return binary.value().length() / 64;
        }
        long weight = 0;
        if (value instanceof Array array) {
            weight = array.items().size();
            for (Value item : array.items()) {
                weight += weight(item);
            }
        } else if (value instanceof MapValue map) {
            weight = map.fields().size();
            for (Value field : map.fields().values()) {
                weight += weight(field);
            }
        }
        return weight;
    }

    /** The order of ORDER BY: total, and 0 only for values that look the same. */
    public static int order(Value left, Value right) {
        int byRank = Integer.compare(rank(left), rank(right));
        if (byRank != 0 || isNothing(left)) {
            return byRank; // a NaN has the rank of NULL, so what is of one rank is not always of one class
        }
        if (left instanceof Text l && right instanceof Text r) {
            return codePointOrder(l.value(), r.value());
        }
        if (left instanceof Binary l && right instanceof Binary r) {
            return l.value().compareTo(r.value());
        }
        if (left instanceof Bool l && right instanceof Bool r) {
            return Boolean.compare(l.value(), r.value());
        }
        if (isNumber(left)) {
            return numberOrder(left, right);
        }
        if (left instanceof Array || left instanceof MapValue) {
            return codePointOrder(StoredJson.write(left), StoredJson.write(right));
        }
        return 0;
    }

    /** MISSING, NULL and NaN: what no comparison holds for. */
    public static boolean isNothing(Value value) {
        return value instanceof Absent
                || value instanceof Null
                || value instanceof Real real && Double.isNaN(real.value());
    }

    /** What {@code type()} says and messages call it. */
    public static String typeName(Value value) {
        return switch (rank(value)) {
            case 0 -> "missing";
            case 1 -> "null";
            case 2 -> "boolean";
            case 3 -> "number";
            case 4 -> "string";
            case 5 -> "binary";
            case 6 -> "array";
            default -> "object";
        };
    }

    public static boolean isNumber(Value value) {
        return value instanceof Int || value instanceof Real;
    }

    /** The place of a value's type in ORDER BY. */
    public static int rank(Value value) {
        if (value instanceof Absent) {
            return 0;
        }
        if (isNothing(value)) {
            return 1;
        }
        if (value instanceof Bool) {
            return 2;
        }
        if (isNumber(value)) {
            return 3;
        }
        if (value instanceof Text) {
            return 4;
        }
        if (value instanceof Binary) {
            return 5;
        }
        return value instanceof Array ? 6 : 7;
    }

    private static int numberOrder(Value left, Value right) {
        if (left instanceof Int l) {
            return right instanceof Int r
                    ? Long.compare(l.value(), r.value())
                    : longAndDouble(l.value(), ((Real) right).value());
        }
        double l = ((Real) left).value();
        if (right instanceof Int r) {
            return -longAndDouble(r.value(), l);
        }
        double r = ((Real) right).value();
        return l < r ? -1 : l > r ? 1 : 0;
    }

    /** Exact: a double beyond the longs decides by its sign, one within has an integer part that is a long. */
    private static int longAndDouble(long left, double right) {
        if (right >= LONG_END) {
            return -1;
        }
        if (right < -LONG_END) {
            return 1;
        }
        long whole = (long) right;
        if (left != whole) {
            return Long.compare(left, whole);
        }
        double fraction = right - whole;
        return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
    }

    /**
     * UTF-16 order and code point order differ only where one side has a surrogate and the other a unit above them
     * (U+E000 to U+FFFF); moving the surrogates above these makes them one.
     */
    static int codePointOrder(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                return Integer.compare(lifted(l), lifted(r));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int lifted(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
