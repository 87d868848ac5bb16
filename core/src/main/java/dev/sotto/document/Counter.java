package dev.sotto.document;

import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Real;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A counter: what each actor added and took since the counter's life began, two numbers an actor that only grow, and a
 * base, a register, which shows beside their sum.
 *
 * <p>Setting it to n writes the base as n less what this store has seen added up. What others added meanwhile is in the
 * sum and not in that base, so it stays; of two settings at once the later base wins, whole. Source of the two growing
 * numbers: the PN-Counter of Shapiro et al., "A comprehensive study of Convergent and Commutative Replicated Data
 * Types", 2011. Their sum is never set back, which is what lets a setting and increments meet in any order.
 */
final class Counter {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    /** Doubles above this may stand for an integer that is not theirs. */
    private static final double EXACT_REAL_MAX = 1L << 53;

    private Counter() {}

    /** What it shows: the exact sum, or the nearest 64-bit integer. */
    static Value value(List<Entry> own) {
        BigInteger total = sum(own).add(BigInteger.valueOf(base(own)));
        return Value.of(total.max(LEAST).min(MOST).longValue());
    }

    private static long base(List<Entry> own) {
        long base = 0;
        for (Entry entry : own) {
            base = entry.kind() == Kind.BASE ? entry.number() : base;
        }
        return base;
    }

    private static BigInteger sum(List<Entry> own) {
        BigInteger sum = BigInteger.ZERO;
        for (Entry entry : own) {
            if (entry.kind() == Kind.INC) {
                sum = sum.add(BigInteger.valueOf(entry.number()));
            } else if (entry.kind() == Kind.DEC) {
                sum = sum.subtract(BigInteger.valueOf(entry.number()));
            }
        }
        return sum;
    }

    /** The integer that a value is, also if it is written as a double; null for any other. */
    static @Nullable Long whole(Value value) {
        if (value instanceof Int number) {
            return number.value();
        } else if (value instanceof Real real
                && Math.rint(real.value()) == real.value()
                && Math.abs(real.value()) <= EXACT_REAL_MAX) {
            return (long) real.value();
        }
        return null;
    }

    static void increment(Edit edit, Path path, long by) {
        Value shown = edit.shown(path);
        Long number = shown.isMissing() ? Long.valueOf(0) : whole(shown);
        if (number == null) {
            throw new RefusedException(
                    "COUNTER_TYPE", path.toString(), shown.getClass().getSimpleName(), "a whole number or nothing");
        }
        try {
            Math.addExact(number, by);
            edit.openAbove(path);
            edit.become(path, Shape.COUNTER);
            Kind kind = by > 0 ? Kind.INC : Kind.DEC;
            Bytes owner = Owner.of(edit.actor());
            Entry held = edit.node(path).find(kind, owner);
            long more = by > 0 ? by : Math.negateExact(by);
            long count = held == null ? more : Math.addExact(held.number(), more);
            edit.add(path, kind, owner, Value.of(count));
        } catch (ArithmeticException e) {
            throw new RefusedException(
                    "VALUE_RANGE", path.toString(), number + " and " + by + " more", "a 64-bit integer");
        }
    }

    static void restart(Edit edit, Path path, long value) {
        edit.openAbove(path);
        edit.vacate(path, Shape.COUNTER);
        BigInteger base = BigInteger.valueOf(value).subtract(sum(edit.node(path).own()));
        if (base.compareTo(LEAST) < 0 || base.compareTo(MOST) > 0) {
            // Only sums near the bounds of a long get here: without their own life they could never be set again.
            edit.beginAgain(path);
            base = BigInteger.valueOf(value);
        }
        edit.add(path, Kind.BASE, Bytes.EMPTY, Value.of(base.longValue()));
    }

    /** A plain number as a counter's base, at the time at which it was written. */
    static List<Entry> lift(Path path, Lives lives, Stamp written, Value number) {
        Long whole = whole(number);
        return whole == null
                ? Collections.emptyList()
                : Collections.singletonList(
                        Entry.of(path, Kind.BASE, lives, Bytes.EMPTY, written, Value.of(whole.longValue())));
    }
}
