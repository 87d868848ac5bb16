package dev.sotto.query.function;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import java.util.List;
import java.util.Locale;

/** Types, conversions, and what to take in place of MISSING and NULL. */
final class TypeFunctions {
    private TypeFunctions() {}

    static void addTo(FunctionTable table) {
        table.addSeeingNothing("type", 1, 1, a -> new Text(ValueComparison.typeName(a.get(0))));
        table.addSeeingNothing("is_boolean", 1, 1, a -> Value.of(a.get(0) instanceof Bool));
        table.addSeeingNothing(
                "is_number",
                1,
                1,
                a -> Value.of(ValueComparison.isNumber(a.get(0)) && !ValueComparison.isNothing(a.get(0))));
        table.addSeeingNothing("is_integer", 1, 1, a -> Value.of(a.get(0) instanceof Int));
        table.addSeeingNothing("is_string", 1, 1, a -> Value.of(a.get(0) instanceof Text));
        table.addSeeingNothing("is_binary", 1, 1, a -> Value.of(a.get(0) instanceof Binary));
        table.addSeeingNothing("is_array", 1, 1, a -> Value.of(a.get(0) instanceof Array));
        table.addSeeingNothing("is_object", 1, 1, a -> Value.of(a.get(0) instanceof MapValue));
        table.addSeeingNothing("is_null", 1, 1, a -> Value.of(isNull(a.get(0))));
        table.addSeeingNothing("is_missing", 1, 1, a -> Value.of(a.get(0).isMissing()));
        table.addSeeingNothing("coalesce", 1, Function.ANY_NUMBER, a -> first(a, true, true));
        table.alias("ifmissingornull", "coalesce");
        table.alias("nvl", "coalesce");
        table.addSeeingNothing("ifmissing", 2, Function.ANY_NUMBER, a -> first(a, true, false));
        table.addSeeingNothing("ifnull", 2, Function.ANY_NUMBER, a -> first(a, false, true));
        table.addSeeingNothing("nullif", 2, 2, a -> equal(a) ? Value.Null.NULL : a.get(0));
        table.addSeeingNothing("missingif", 2, 2, a -> equal(a) ? Value.MISSING : a.get(0));
        table.add("cast", 2, 2, a -> a.get(1) instanceof Text type ? cast(a.get(0), type.value()) : Value.MISSING);
        table.add("to_string", 1, 1, a -> cast(a.get(0), "string"));
        table.add("to_number", 1, 1, a -> cast(a.get(0), "number"));
        table.add("to_boolean", 1, 1, a -> cast(a.get(0), "boolean"));
        table.add("serialize_json", 1, 1, a -> JsonText.write(a.get(0)));
        table.add(
                "deserialize_json",
                1,
                1,
                a -> a.get(0) instanceof Text json ? JsonText.read(json.value()) : Value.MISSING);
    }

    private static boolean isNull(Value value) {
        return !value.isMissing() && ValueComparison.isNothing(value);
    }

    /** The first that is not passed over; if all are, the last one. */
    private static Value first(List<Value> values, boolean passMissing, boolean passNull) {
        for (Value value : values) {
            if (!(passMissing && value.isMissing()) && !(passNull && isNull(value))) {
                return value;
            }
        }
        return values.get(values.size() - 1);
    }

    private static boolean equal(List<Value> a) {
        return ValueComparison.holds(a.get(0), Relation.EQUAL, a.get(1));
    }

    private static Value cast(Value value, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "string", "text" -> string(value);
            case "number" -> number(value);
            case "integer", "int" -> integer(number(value));
            case "double", "float" ->
                ValueComparison.isNumber(number(value))
                        ? new Real(NumberFunctions.asDouble(number(value)))
                        : Value.MISSING;
            case "boolean", "bool" -> bool(value);
            case "array" -> value instanceof Array ? value : Value.MISSING;
            case "object", "map" -> value instanceof MapValue ? value : Value.MISSING;
            default -> Value.MISSING;
        };
    }

    private static Value string(Value value) {
        if (value instanceof Text) {
            return value;
        } else if (value instanceof Int integer) {
            return new Text(Long.toString(integer.value()));
        } else if (value instanceof Real real) {
            return new Text(NumberOutput.toString(real.value(), true));
        } else if (value instanceof Bool bool) {
            return new Text(Boolean.toString(bool.value()));
        }
        return value instanceof Binary binary ? new Text(binary.value().toHex()) : JsonText.write(value);
    }

    /** A string as JSON writes a number, with spaces around it or not. */
    private static Value number(Value value) {
        if (value instanceof Text text) {
            Value read = JsonText.read(text.value());
            return ValueComparison.isNumber(read) ? read : Value.MISSING;
        } else if (value instanceof Bool bool) {
            return new Int(bool.value() ? 1 : 0);
        }
        return ValueComparison.isNumber(value) ? value : Value.MISSING;
    }

    /** A fraction is cut off; beyond 64 bits there is no integer. */
    private static Value integer(Value number) {
        if (number instanceof Real real && Math.abs(real.value()) < 0x1p63) {
            return new Int((long) real.value());
        }
        return number instanceof Int ? number : Value.MISSING;
    }

    private static Value bool(Value value) {
        if (value instanceof Text text) {
            return switch (text.value().toLowerCase(Locale.ROOT)) {
                case "true" -> Bool.TRUE;
                case "false" -> Bool.FALSE;
                default -> Value.MISSING;
            };
        }
        if (ValueComparison.isNumber(value)) {
            return Value.of(ValueComparison.order(value, new Int(0)) != 0);
        }
        return value instanceof Bool ? value : Value.MISSING;
    }
}
