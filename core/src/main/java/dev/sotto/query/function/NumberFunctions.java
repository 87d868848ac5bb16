package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Real;
import dev.sotto.query.value.ValueComparison;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalLong;

/** Numbers. An integer stays one; a result that no document holds is MISSING. */
final class NumberFunctions {
    private static final int DIGITS_MAX = 300;

    private NumberFunctions() {}

    static void addTo(FunctionTable table) {
        table.add("abs", 1, 1, NumberFunctions::abs);
        table.add("ceil", 1, 1, a -> rounded(a.get(0), RoundingMode.CEILING, 0));
        table.add("floor", 1, 1, a -> rounded(a.get(0), RoundingMode.FLOOR, 0));
        table.add("trunc", 1, 1, a -> rounded(a.get(0), RoundingMode.DOWN, 0));
        table.add("round", 1, 2, NumberFunctions::round);
        table.add("sign", 1, 1, NumberFunctions::sign);
        table.add("sqrt", 1, 1, a -> isNumber(a.get(0)) ? real(Math.sqrt(asDouble(a.get(0)))) : Value.MISSING);
        table.add("power", 2, 2, NumberFunctions::power);
        table.add("div", 2, 2, NumberFunctions::div);
        table.add("greatest", 1, Function.ANY_NUMBER, a -> outermost(a, 1));
        table.add("least", 1, Function.ANY_NUMBER, a -> outermost(a, -1));
    }

    private static boolean isNumber(Value value) {
        return ValueComparison.isNumber(value);
    }

    static double asDouble(Value number) {
        return number instanceof Int integer ? (double) integer.value() : ((Real) number).value();
    }

    static Value real(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? Value.MISSING : new Real(value);
    }

    private static Value abs(List<Value> a) {
        if (a.get(0) instanceof Int integer) {
            return integer.value() == Long.MIN_VALUE ? Value.MISSING : new Int(Math.abs(integer.value()));
        }
        return a.get(0) instanceof Real real ? new Real(Math.abs(real.value())) : Value.MISSING;
    }

    private static Value round(List<Value> a) {
        OptionalLong digits = a.size() > 1 ? Given.whole(a.get(1)) : OptionalLong.of(0);
        return digits.isPresent() && Math.abs(digits.getAsLong()) <= DIGITS_MAX
                ? rounded(a.get(0), RoundingMode.HALF_UP, (int) digits.getAsLong())
                : Value.MISSING;
    }

    /** Of the exact value of a double, which for 2.675 is below 2.675. */
    private static Value rounded(Value number, RoundingMode mode, int digits) {
        if (number instanceof Int integer) {
            return digits >= 0
                    ? number
                    : whole(BigDecimal.valueOf(integer.value()).setScale(digits, mode));
        }
        if (!(number instanceof Real real) || Double.isNaN(real.value()) || Double.isInfinite(real.value())) {
            return Value.MISSING;
        }
        BigDecimal rounded = new BigDecimal(real.value()).setScale(digits, mode);
        return digits > 0 ? real(rounded.doubleValue()) : whole(rounded);
    }

    private static Value whole(BigDecimal whole) {
        try {
            return new Int(whole.longValueExact());
        } catch (ArithmeticException beyond64Bits) {
            return real(whole.doubleValue());
        }
    }

    private static Value sign(List<Value> a) {
        return isNumber(a.get(0)) ? new Int(ValueComparison.order(a.get(0), new Int(0))) : Value.MISSING;
    }

    /** StrictMath: the same digits on every device. */
    private static Value power(List<Value> a) {
        return isNumber(a.get(0)) && isNumber(a.get(1))
                ? real(StrictMath.pow(asDouble(a.get(0)), asDouble(a.get(1))))
                : Value.MISSING;
    }

    private static Value div(List<Value> a) {
        OptionalLong left = Given.whole(a.get(0));
        OptionalLong right = Given.whole(a.get(1));
        boolean fits = left.isPresent()
                && right.isPresent()
                && right.getAsLong() != 0
                && !(left.getAsLong() == Long.MIN_VALUE && right.getAsLong() == -1);
        return fits ? new Int(left.getAsLong() / right.getAsLong()) : Value.MISSING;
    }

    private static Value outermost(List<Value> a, int direction) {
        Value best = a.get(0);
        for (Value value : a) {
            best = ValueComparison.order(value, best) * direction > 0 ? value : best;
        }
        return best;
    }
}
