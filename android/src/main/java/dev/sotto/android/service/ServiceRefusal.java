package dev.sotto.android.service;

import android.app.ForegroundServiceStartNotAllowedException;
import android.app.ForegroundServiceTypeException;
import android.os.Build;
import dev.sotto.android.SinceApi;
import dev.sotto.background.mechanism.FailureKind;

/**
 * What an exception of Android's means for the mechanism: whether trying again helps, and what would. The words come first
 * and are short, since a status keeps only 80 characters of them.
 */
record ServiceRefusal(FailureKind kind, String why) {
    static final String NOT_VISIBLE = "Android starts the service only while the app is visible: open the app";
    static final String TIME_USED_UP = "the time that Android grants this service today is used up: open the app";
    static final String NO_TYPE = "the app's manifest takes the type connectedDevice from Sotto's service";
    static final String NO_PERMISSION = "a permission of Sotto's service is missing in the app's manifest";

    /** Android's words for a service that may not start again (ActivityManagerService, from Android 15). */
    private static final String EXHAUSTED = "Time limit already exhausted";

    static ServiceRefusal of(RuntimeException refused) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE && isAboutType(refused)) {
            return new ServiceRefusal(FailureKind.UNSUPPORTED, NO_TYPE + ": " + refused.getMessage());
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S && isAboutStart(refused)) {
            String words = String.valueOf(refused.getMessage());
            return words.contains(EXHAUSTED)
                    ? new ServiceRefusal(FailureKind.QUOTA, TIME_USED_UP)
                    : new ServiceRefusal(FailureKind.DENIED, NOT_VISIBLE);
        }
        if (refused instanceof SecurityException) {
            return new ServiceRefusal(FailureKind.DENIED, NO_PERMISSION + ": " + refused.getMessage());
        }
        if (refused instanceof IllegalStateException) {
            return new ServiceRefusal(FailureKind.DENIED, NOT_VISIBLE); // Android 8 to 11, of an app in the background
        }
        return new ServiceRefusal(FailureKind.TRANSIENT, "Android did not start the service: " + refused);
    }

    @SinceApi(31)
    private static boolean isAboutStart(RuntimeException refused) {
        return refused instanceof ForegroundServiceStartNotAllowedException;
    }

    @SinceApi(34)
    private static boolean isAboutType(RuntimeException refused) {
        return refused instanceof ForegroundServiceTypeException;
    }
}
