package dev.sotto.query.value;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Real;

/**
 * Arithmetic. Two integers give an integer, exactly, or nothing: what leaves 64 bits is MISSING and not another number.
 * A double on a side makes both doubles. A division of integers gives an integer where it leaves no remainder, and a double
 * otherwise; division by zero gives nothing.
 */
public final class Numbers {
    private Numbers() {}

    /** MISSING where an operand is no number or the result is none. */
    public static Value apply(Value left, ArithmeticSign sign, Value right) {
        if (left instanceof Int l && right instanceof Int r) {
            return integers(l.value(), sign, r.value());
        }
        if (ValueComparison.isNumber(left) && ValueComparison.isNumber(right)) {
            return real(doubles(asDouble(left), sign, asDouble(right)));
        }
        return Value.MISSING;
    }

    private static Value integers(long l, ArithmeticSign sign, long r) {
        try {
            return switch (sign) {
                case PLUS -> new Int(Math.addExact(l, r));
                case MINUS -> new Int(Math.subtractExact(l, r));
                case TIMES -> new Int(Math.multiplyExact(l, r));
                case DIVIDE ->
                    r == 0 || l == Long.MIN_VALUE && r == -1
                            ? Value.MISSING
                            : l % r == 0 ? new Int(l / r) : real((double) l / r);
                case REMAINDER -> r == 0 ? Value.MISSING : new Int(l % r);
            };
        } catch (ArithmeticException beyond64Bits) {
            return Value.MISSING;
        }
    }

    private static double doubles(double l, ArithmeticSign sign, double r) {
        return switch (sign) {
            case PLUS -> l + r;
            case MINUS -> l - r;
            case TIMES -> l * r;
            case DIVIDE -> l / r;
            case REMAINDER -> l % r;
        };
    }

    /** MISSING for what is infinite or no number: no document holds it. */
    static Value real(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? Value.MISSING : new Real(value);
    }

    static double asDouble(Value number) {
        return number instanceof Int integer ? (double) integer.value() : ((Real) number).value();
    }
}
