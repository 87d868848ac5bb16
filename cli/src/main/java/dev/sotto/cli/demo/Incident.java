package dev.sotto.cli.demo;

import dev.sotto.background.mechanism.MechanismSignal;
import java.util.Locale;

/** Something that befalls the phone during a night: what it is, when it begins and how long it lasts. */
record Incident(Kind kind, long atMillis, long lengthMillis) {

    enum Kind {
        CALL("call", MechanismSignal.Cause.CALL),
        AUDIO_TAKEN("audio taken", MechanismSignal.Cause.OTHER_AUDIO),
        AUDIO_SERVER_KILLED("server killed", MechanismSignal.Cause.SERVER_GONE),
        LONG_CALL("long call", MechanismSignal.Cause.CALL);

        private final String label;
        private final MechanismSignal.Cause cause;

        Kind(String label, MechanismSignal.Cause cause) {
            this.label = label;
            this.cause = cause;
        }

        /** What a hold hears of it, where it is simulated. */
        MechanismSignal.Cause cause() {
            return cause;
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
