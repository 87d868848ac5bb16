package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Text;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Times. A time is a string as in ISO 8601 ({@code 2026-11-22}, {@code 2026-11-22T17:30:00.5+01:00}; without an offset it is
 * UTC) or a whole number of milliseconds since 1970; what a function makes of it is of the same kind. Strings come back in
 * UTC with milliseconds, so that their order is that of the times. Offsets are fixed ({@code +02:00}): the rules of regions
 * change with the device's tables, and a query must mean the same everywhere.
 */
final class DateFunctions {
    private DateFunctions() {}

    static void addTo(FunctionTable table) {
        table.add("date_cast", 1, 1, a -> at(a, 0, time -> new Text(DateText.write(time))));
        table.add("date_millis", 1, 1, a -> at(a, 0, time -> new Int(DateText.millis(time))));
        table.add("date_parse", 2, 2, DateFunctions::parse);
        table.add("date_format", 2, 3, DateFunctions::format);
        table.add("date_add", 3, 3, a -> added(a, 1));
        table.add("date_sub", 3, 3, a -> added(a, -1));
        table.add("date_diff", 3, 3, DateFunctions::difference);
        table.add("date_part", 2, 3, DateFunctions::part);
        table.add("date_trunc", 2, 3, DateFunctions::truncated);
    }

    private interface OfTime {
        Value apply(LocalDateTime time);
    }

    /** MISSING for what is no time, before and after. */
    private static Value at(List<Value> a, int i, OfTime body) {
        Optional<LocalDateTime> time = DateText.time(a.get(i));
        try {
            return time.isPresent() ? body.apply(time.get()) : Value.MISSING;
        } catch (DateTimeException | ArithmeticException beyondAllYears) {
            return Value.MISSING;
        }
    }

    private static Value parse(List<Value> a) {
        if (!Given.areTexts(a, 2)) {
            return Value.MISSING;
        }
        Optional<LocalDateTime> time = DatePattern.read(Given.text(a, 0), Given.text(a, 1));
        return time.isPresent() ? new Text(DateText.write(time.get())) : Value.MISSING;
    }

    private static Value format(List<Value> a) {
        Optional<ZoneOffset> offset = offset(a, 2);
        if (!(a.get(1) instanceof Text pattern) || !offset.isPresent()) {
            return Value.MISSING;
        }
        return at(a, 0, time -> DatePattern.write(local(time, offset.get()), offset.get(), pattern.value()));
    }

    private static Value added(List<Value> a, int direction) {
        OptionalLong amount = Given.whole(a.get(1));
        Optional<DateUnit> unit = DateUnit.of(a.get(2));
        if (!amount.isPresent() || !unit.isPresent()) {
            return Value.MISSING;
        }
        return at(
                a, 0, time -> like(a.get(0), unit.get().plus(time, Math.multiplyExact(amount.getAsLong(), direction))));
    }

    /** Whole units from the second to the first. */
    private static Value difference(List<Value> a) {
        Optional<DateUnit> unit = DateUnit.of(a.get(2));
        return unit.isPresent()
                ? at(a, 0, later -> at(a, 1, earlier -> new Int(unit.get().between(earlier, later))))
                : Value.MISSING;
    }

    private static Value part(List<Value> a) {
        Optional<ZoneOffset> offset = offset(a, 2);
        if (!(a.get(1) instanceof Text part) || !offset.isPresent()) {
            return Value.MISSING;
        }
        return at(a, 0, time -> part(local(time, offset.get()), part.value()));
    }

    private static Value part(LocalDateTime time, String part) {
        return switch (DateUnit.singular(part)) {
            case "year" -> new Int(time.getYear());
            case "quarter" -> new Int(time.get(IsoFields.QUARTER_OF_YEAR));
            case "month" -> new Int(time.getMonthValue());
            case "week" -> new Int(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case "day" -> new Int(time.getDayOfMonth());
            case "weekday" -> new Int(time.get(ChronoField.DAY_OF_WEEK));
            case "yearday" -> new Int(time.getDayOfYear());
            case "hour" -> new Int(time.getHour());
            case "minute" -> new Int(time.getMinute());
            case "second" -> new Int(time.getSecond());
            case "millisecond" -> new Int(time.get(ChronoField.MILLI_OF_SECOND));
            default -> Value.MISSING;
        };
    }

    private static Value truncated(List<Value> a) {
        Optional<DateUnit> unit = DateUnit.of(a.get(1));
        Optional<ZoneOffset> offset = offset(a, 2);
        if (!unit.isPresent() || !offset.isPresent()) {
            return Value.MISSING;
        }
        return at(a, 0, time -> {
            LocalDateTime truncated = unit.get().truncated(local(time, offset.get()));
            return like(a.get(0), truncated.minusSeconds(offset.get().getTotalSeconds()));
        });
    }

    private static LocalDateTime local(LocalDateTime utc, ZoneOffset offset) {
        return utc.plusSeconds(offset.getTotalSeconds());
    }

    /** UTC where it is not given. */
    private static Optional<ZoneOffset> offset(List<Value> a, int i) {
        if (a.size() <= i) {
            return Optional.of(ZoneOffset.UTC);
        }
        return a.get(i) instanceof Text text ? DateText.offset(text.value()) : Optional.empty();
    }

    /** A number of milliseconds if the argument was one. */
    private static Value like(Value argument, LocalDateTime time) {
        if (time.getYear() < 0 || time.getYear() > 9999) {
            return Value.MISSING;
        }
        return argument instanceof Text ? new Text(DateText.write(time)) : new Int(DateText.millis(time));
    }
}
