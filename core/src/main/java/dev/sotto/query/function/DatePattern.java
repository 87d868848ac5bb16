package dev.sotto.query.function;

import dev.sotto.document.Value;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * Times by a pattern of strftime's signs, as far as they are numbers, so that they mean the same in every language:
 *
 * <pre>
 *   %Y 2026   %m 01-12   %d 01-31   %H 00-23   %M 00-59   %S 00-59   %f 000-999 (ms)   %j 001-366   %z +0200   %% %
 * </pre>
 */
final class DatePattern {
    private DatePattern() {}

    /** MISSING for a pattern with another sign. */
    static Value write(LocalDateTime time, ZoneOffset offset, String pattern) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            i++;
            switch (i < pattern.length() ? pattern.charAt(i) : ' ') {
                case 'Y' -> append(text, time.getYear(), 4);
                case 'm' -> append(text, time.getMonthValue(), 2);
                case 'd' -> append(text, time.getDayOfMonth(), 2);
                case 'H' -> append(text, time.getHour(), 2);
                case 'M' -> append(text, time.getMinute(), 2);
                case 'S' -> append(text, time.getSecond(), 2);
                case 'f' -> append(text, time.getNano() / 1_000_000, 3);
                case 'j' -> append(text, time.getDayOfYear(), 3);
                case 'z' ->
                    text.append(
                            offset.equals(ZoneOffset.UTC)
                                    ? "+0000"
                                    : offset.getId().replace(":", ""));
                case '%' -> text.append('%');
                default -> {
                    return Value.MISSING;
                }
            }
        }
        return Given.limited(text);
    }

    private static void append(StringBuilder text, int number, int digits) {
        text.append(String.format(Locale.ROOT, "%0" + digits + "d", number));
    }

    /** The time in UTC; empty where the text does not fit the pattern. What the pattern leaves out is the earliest. */
    static Optional<LocalDateTime> read(String text, String pattern) {
        int[] fields = {0, 1, 1, 0, 0, 0, 0};
        ZoneOffset offset = ZoneOffset.UTC;
        int at = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length() && pattern.charAt(i + 1) != '%') {
                i++;
                int field = "YmdHMSf".indexOf(pattern.charAt(i));
                int length = field == 0 ? 4 : field == 6 ? 3 : 2;
                if (pattern.charAt(i) == 'z') {
                    length = text.startsWith("Z", at) ? 1 : text.indexOf(':', at) == at + 3 ? 6 : 5;
                }
                if (at + length > text.length()) {
                    return Optional.empty();
                }
                String part = text.substring(at, at + length);
                at += length;
                if (pattern.charAt(i) == 'z' && DateText.offset(part).isPresent()) {
                    offset = DateText.offset(part).get();
                } else if (field >= 0 && part.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                    fields[field] = Integer.parseInt(part);
                } else {
                    return Optional.empty();
                }
                continue;
            }
            i += c == '%' ? 1 : 0;
            if (at >= text.length() || text.charAt(at) != c) {
                return Optional.empty();
            }
            at++;
        }
        return at == text.length() ? time(fields, offset) : Optional.empty();
    }

    private static Optional<LocalDateTime> time(int[] f, ZoneOffset offset) {
        try {
            LocalDateTime time = LocalDateTime.of(f[0], f[1], f[2], f[3], f[4], f[5], f[6] * 1_000_000)
                    .minusSeconds(offset.getTotalSeconds());
            return time.getYear() < 0 || time.getYear() > 9999 ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }
}
