package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Text;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;

/** What times are counted and cut in. */
enum DateUnit {
    YEAR(ChronoUnit.YEARS),
    MONTH(ChronoUnit.MONTHS),
    WEEK(ChronoUnit.WEEKS),
    DAY(ChronoUnit.DAYS),
    HOUR(ChronoUnit.HOURS),
    MINUTE(ChronoUnit.MINUTES),
    SECOND(ChronoUnit.SECONDS),
    MILLISECOND(ChronoUnit.MILLIS);

    private final ChronoUnit unit;

    DateUnit(ChronoUnit unit) {
        this.unit = unit;
    }

    /** That of a name, in singular or plural. */
    static Optional<DateUnit> of(Value name) {
        if (name instanceof Text text) {
            for (DateUnit unit : values()) {
                if (unit.name().toLowerCase(Locale.ROOT).equals(singular(text.value()))) {
                    return Optional.of(unit);
                }
            }
        }
        return Optional.empty();
    }

    static String singular(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** A month after January 31 is the last day of February. */
    LocalDateTime plus(LocalDateTime time, long amount) {
        return time.plus(amount, unit);
    }

    long between(LocalDateTime from, LocalDateTime to) {
        return unit.between(from, to);
    }

    /** Its beginning; a week begins on Monday. */
    LocalDateTime truncated(LocalDateTime time) {
        LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
        return switch (this) {
            case YEAR -> day.withDayOfYear(1);
            case MONTH -> day.withDayOfMonth(1);
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            default -> time.truncatedTo(unit);
        };
    }
}
