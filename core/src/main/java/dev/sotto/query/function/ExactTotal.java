package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Real;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The sum of numbers, exact until it is asked for: adding doubles one by one would give another result in another order, and
 * the order of rows is not the app's. The result is an integer when only integers were added and 64 bits hold it, else the
 * double nearest to the exact sum. What is no number is passed over. Confined to one thread.
 */
public final class ExactTotal {
    private static final MathContext DIVISION = new MathContext(40);

    private long whole;
    private BigDecimal rest = BigDecimal.ZERO;
    private long count;
    private boolean onlyIntegers = true;

    /** Adds one value. */
    public void add(Value value) {
        if (value instanceof Int integer) {
            count++;
            addWhole(integer.value());
        } else if (value instanceof Real real && !Double.isNaN(real.value()) && !Double.isInfinite(real.value())) {
            count++;
            onlyIntegers = false;
            rest = rest.add(new BigDecimal(real.value()));
        }
    }

    private void addWhole(long value) {
        long sum = whole + value;
        if (((whole ^ sum) & (value ^ sum)) < 0) {
            rest = rest.add(BigDecimal.valueOf(whole)).add(BigDecimal.valueOf(value));
            whole = 0;
        } else {
            whole = sum;
        }
    }

    private BigDecimal exact() {
        return rest.add(BigDecimal.valueOf(whole));
    }

    /** How many numbers were added. */
    public long count() {
        return count;
    }

    /** NULL of no numbers; MISSING when no double holds it. */
    public Value sum() {
        if (count == 0) {
            return Value.Null.NULL;
        }
        if (onlyIntegers) {
            try {
                return new Int(exact().longValueExact());
            } catch (ArithmeticException beyond64Bits) {
                return NumberFunctions.real(exact().doubleValue());
            }
        }
        return NumberFunctions.real(exact().doubleValue());
    }

    /** NULL of no numbers, else a double. */
    public Value average() {
        return count == 0
                ? Value.Null.NULL
                : NumberFunctions.real(
                        exact().divide(BigDecimal.valueOf(count), DIVISION).doubleValue());
    }
}
