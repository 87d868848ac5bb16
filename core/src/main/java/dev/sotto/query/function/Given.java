package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Text;
import dev.sotto.query.Limits;
import java.util.List;
import java.util.OptionalLong;

/** Arguments as what a function wants them to be, and results as what a document can hold. */
final class Given {
    private Given() {}

    /** Whether the first {@code count} of them, as far as given, are strings. */
    static boolean areTexts(List<Value> values, int count) {
        for (int i = 0; i < Math.min(count, values.size()); i++) {
            if (!(values.get(i) instanceof Text)) {
                return false;
            }
        }
        return true;
    }

    static String text(List<Value> values, int i) {
        return ((Text) values.get(i)).value();
    }

    /** A whole number: an integer, or a double without a fraction. */
    static OptionalLong whole(Value value) {
        if (value instanceof Int integer) {
            return OptionalLong.of(integer.value());
        }
        if (value instanceof Value.Real real
                && real.value() == Math.rint(real.value())
                && Math.abs(real.value()) < 0x1p63) {
            return OptionalLong.of((long) real.value());
        }
        return OptionalLong.empty();
    }

    /** The string, unless it is longer than any document could hold. */
    static Value limited(StringBuilder text) {
        return text.length() > Limits.RESULT_CHARS_MAX ? Value.MISSING : new Text(text.toString());
    }

    /** The array, unless it is longer than any document could hold. */
    static Value limited(List<Value> items) {
        return items.size() > Limits.RESULT_ITEMS_MAX ? Value.MISSING : new Value.Array(items);
    }
}
