package dev.sotto.jvm.sleep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PrepareForSleep as two programs print it, among what else they print. */
class SleepSignalReaderTest {
    private static List<Boolean> read(String printed) {
        List<Boolean> heard = new ArrayList<>();
        SleepSignalReader reader = new SleepSignalReader(heard::add);
        printed.lines().forEach(reader);
        return heard;
    }

    @Test
    void fromGdbus() {
        assertEquals(List.of(true, false), read("""
                        Monitoring signals on object /org/freedesktop/login1 owned by org.freedesktop.login1
                        The name org.freedesktop.login1 is owned by :1.0
                        /org/freedesktop/login1: org.freedesktop.DBus.Properties.PropertiesChanged ('x', {'y': <true>}, @as [])
                        /org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForShutdown (true,)
                        /org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (true,)
                        /org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (false,)
                        """));
    }

    @Test
    void fromDbusMonitor() {
        assertEquals(List.of(true, false), read("""
                        signal time=1.0 sender=org.freedesktop.DBus -> destination=:1.2 serial=2 path=/; interface=x; member=NameLost
                           string ":1.2"
                           boolean true
                        signal time=2.0 sender=:1.0 -> destination=(null) serial=9 path=/org/freedesktop/login1; interface=org.freedesktop.login1.Manager; member=PrepareForSleep
                           boolean true
                           boolean true
                        signal time=3.0 sender=:1.0 -> destination=(null) serial=10 path=/org/freedesktop/login1; interface=org.freedesktop.login1.Manager; member=PrepareForSleep
                           boolean false
                        """));
    }
}
