package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Text;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Times as ISO 8601 (the part that RFC 3339 names) and as milliseconds, from the year 0 to 9999, in UTC inside. */
final class DateText {
    private static final int DATE_CHARS = 10;
    private static final int MINUTES_CHARS = 16;
    private static final int SECONDS_CHARS = 19;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final long MILLIS_MIN = -62_167_219_200_000L;
    private static final long MILLIS_MAX = 253_402_300_799_999L;

    private DateText() {}

    /** The time that a value is, if it is one. */
    static Optional<LocalDateTime> time(Value value) {
        if (value instanceof Text text) {
            return read(text.value());
        }
        OptionalLong millis = Given.whole(value);
        if (!millis.isPresent() || millis.getAsLong() < MILLIS_MIN || millis.getAsLong() > MILLIS_MAX) {
            return Optional.empty();
        }
        long seconds = Math.floorDiv(millis.getAsLong(), 1000L);
        int nanos = (int) Math.floorMod(millis.getAsLong(), 1000L) * 1_000_000;
        return Optional.of(LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC));
    }

    static long millis(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * 1000 + time.getNano() / 1_000_000;
    }

    /** With milliseconds, always: texts of one length have the order of the times. */
    static String write(LocalDateTime time) {
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano() / 1_000_000);
    }

    private static Optional<LocalDateTime> read(String text) {
        try {
            return Optional.of(parsed(text).truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException noTime) {
            return Optional.empty();
        }
    }

    private static LocalDateTime parsed(String text) {
        int year = digits(text, 0, 4, '-');
        int month = digits(text, 5, 2, '-');
        int day = digits(text, 8, 2, ' ');
        if (text.length() == DATE_CHARS) {
            return LocalDateTime.of(year, month, day, 0, 0);
        }
        char separator = text.charAt(DATE_CHARS);
        if (separator != 'T' && separator != 't' && separator != ' ') {
            throw new NumberFormatException("no T");
        }
        int hour = digits(text, 11, 2, ':');
        int minute = digits(text, 14, 2, ' ');
        int second = 0;
        int nano = 0;
        int at = MINUTES_CHARS;
        if (at < text.length() && text.charAt(at) == ':') {
            second = digits(text, at + 1, 2, ' ');
            at = SECONDS_CHARS;
            if (at < text.length() && text.charAt(at) == '.') {
                int end = at + 1;
                while (end < text.length() && isDigit(text.charAt(end))) {
                    end++;
                }
                nano = nanos(text.substring(at + 1, end));
                at = end;
            }
        }
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nano);
        Optional<ZoneOffset> offset = at == text.length() ? Optional.of(ZoneOffset.UTC) : offset(text.substring(at));
        if (!offset.isPresent()) {
            throw new NumberFormatException("no offset");
        }
        LocalDateTime utc = local.minusSeconds(offset.get().getTotalSeconds());
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            throw new DateTimeException("year " + utc.getYear());
        }
        return utc;
    }

    private static int nanos(String fraction) {
        if (fraction.isEmpty() || fraction.length() > FRACTION_DIGITS_MAX) {
            throw new NumberFormatException("fraction");
        }
        int nanos = Integer.parseInt(fraction);
        for (int i = fraction.length(); i < FRACTION_DIGITS_MAX; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** So many digits, followed by that sign unless it is a space. */
    private static int digits(String text, int from, int count, char before) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            if (!isDigit(text.charAt(i))) {
                throw new NumberFormatException("no digit");
            }
            number = number * 10 + (text.charAt(i) - '0');
        }
        if (before != ' ' && text.charAt(from + count) != before) {
            throw new NumberFormatException("no " + before);
        }
        return number;
    }

    /** {@code Z}, {@code +02:00}, {@code -0530}. */
    static Optional<ZoneOffset> offset(String text) {
        if (text.equalsIgnoreCase("Z") || text.equalsIgnoreCase("UTC")) {
            return Optional.of(ZoneOffset.UTC);
        }
        String digits = text.replace(":", "");
        boolean isSigned = digits.length() == 5 && (digits.charAt(0) == '+' || digits.charAt(0) == '-');
        if (!isSigned) {
            return Optional.empty();
        }
        try {
            int hours = digits(digits, 1, 2, ' ');
            int minutes = digits(digits, 3, 2, ' ');
            int sign = digits.charAt(0) == '-' ? -1 : 1;
            return Optional.of(ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
        } catch (DateTimeException | NumberFormatException noOffset) {
            return Optional.empty();
        }
    }
}
