package dev.sotto.jvm.sleep;

import java.util.function.Consumer;

/**
 * Reads PrepareForSleep from what the two listeners print.
 *
 * <pre>
 *   gdbus         /org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (true,)
 *   dbus-monitor  signal time=... path=/org/freedesktop/login1; ... member=PrepareForSleep
 *                    boolean true
 * </pre>
 */
final class SleepSignalReader implements Consumer<String> {
    private static final String GDBUS = "org.freedesktop.login1.Manager.PrepareForSleep (";
    private static final String MONITOR_HEAD = "member=PrepareForSleep";
    private static final String MONITOR_BODY = "boolean ";

    private final Consumer<Boolean> onSleep;
    private boolean bodyFollows;

    SleepSignalReader(Consumer<Boolean> onSleep) {
        this.onSleep = onSleep;
    }

    @Override
    public void accept(String line) {
        String words = line.trim();
        int at = words.indexOf(GDBUS);
        if (at >= 0) {
            tell(words.substring(at + GDBUS.length()));
        } else if (bodyFollows && words.startsWith(MONITOR_BODY)) {
            tell(words.substring(MONITOR_BODY.length()));
        }
        bodyFollows = words.endsWith(MONITOR_HEAD);
    }

    private void tell(String value) {
        if (value.startsWith("true")) {
            onSleep.accept(true);
        } else if (value.startsWith("false")) {
            onSleep.accept(false);
        }
    }
}
