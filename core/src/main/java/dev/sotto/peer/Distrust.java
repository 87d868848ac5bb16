package dev.sotto.peer;

import dev.sotto.document.Refusal;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The refusals by which one end of a connection says that it does not trust the other, or not any more. */
public final class Distrust {
    private static final SortedSet<String> CODES = Collections.unmodifiableSortedSet(new TreeSet<>(Arrays.asList(
            "APP_MISMATCH",
            "AUTH_FAILED",
            "AUTH_INVALID",
            "CERT_EXPIRED",
            "CERT_INVALID",
            "CERT_NOT_YET_VALID",
            "CERT_TOO_LARGE",
            "CERT_UNTRUSTED",
            "CLOCK_TROUBLE",
            "RETIRED",
            "REVOKED",
            "VERSION_UNSUPPORTED")));

    private Distrust() {}

    /** Whether dialling again soon would only be told the same again. */
    public static boolean is(Refusal why) {
        return CODES.contains(why.code());
    }
}
