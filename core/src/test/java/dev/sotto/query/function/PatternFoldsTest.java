package dev.sotto.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import dev.sotto.query.StatementException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No pattern makes RE2/J walk in a circle that it never leaves. */
class PatternFoldsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u1c80",
                "x\\x{1C88}y",
                "[a-\ufffd]",
                "[^a-\ufffd]",
                "[+--\ufffd]",
                "[\\x61-\\x{FFFF}]",
                "[\\141-\u1c85]",
                "[\\--\u2000]",
                "[\u1c80-\u1c88]",
                "[a-c-\u2000]"
            })
    void whatWouldNotEndIsRefusedWhereCaseIsIgnored(String pattern) {
        assertTrue(PatternFolds.neverEnd(pattern));
        for (String flags : new String[] {"i", "mis"}) {
            StatementException refused =
                    assertThrows(StatementException.class, () -> RegularExpressions.compiled(pattern, flags));
            assertEquals("PATTERN_INVALID", refused.code());
        }
        assertThrows(StatementException.class, () -> RegularExpressions.compiled("(?i)" + pattern, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-z]+",
                "[\u0400-\u04ff]",
                "[^\\x00-\\x7F]",
                "[\\x00-\\x{10FFFF}]",
                "\\d-\\x{10FFFF}",
                "\\pL\\P{Greek}",
                "a-z",
                "[\u1c89-\uffff]",
                "\\"
            })
    void whatEndsIsLeftToIt(String pattern) {
        assertFalse(PatternFolds.neverEnd(pattern));
        assertTimeoutPreemptively(PATIENCE, () -> {
            try {
                Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
            } catch (com.google.re2j.PatternSyntaxException e) {
                assertEquals("\\", pattern);
            }
        });
    }

    /** Every character that Java knows, alone: there are no others from which there is no way back. */
    @Test
    void everyOtherCharacterEnds() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
                boolean hasForms = Character.toLowerCase(c) != c || Character.toUpperCase(c) != c;
                String pattern = new String(Character.toChars(c));
                if (hasForms && !PatternFolds.neverEnd(pattern)) {
                    Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
                }
            }
        });
    }
}
