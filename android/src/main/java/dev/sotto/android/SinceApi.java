package dev.sotto.android;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls what Android has only since this API level, and may itself be called only there: whoever calls it compares
 * {@code Build.VERSION.SDK_INT} first. The gate of the Android floor lets such a method pass; the tests on the oldest
 * system show that the comparison is there.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface SinceApi {

    /** The API level, e.g. 31 for Android 12. */
    int value();
}
