package dev.sotto.cli.demo;

import java.util.Locale;

/** Something that befalls the phone during a night: what it is, when it begins and how long it lasts. */
record Incident(Kind kind, long atMillis, long lengthMillis) {

    enum Kind {
        CALL("call"),
        AUDIO_TAKEN("audio taken"),
        AUDIO_SERVER_KILLED("server killed"),
        LONG_CALL("long call");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    long endMillis() {
        return atMillis + lengthMillis;
    }

    String label() {
        return String.format(Locale.ROOT, "%s %.1f s", kind.label(), lengthMillis / 1000.0);
    }
}
