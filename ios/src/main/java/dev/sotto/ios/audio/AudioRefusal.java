package dev.sotto.ios.audio;

import dev.sotto.background.mechanism.FailureKind;

/** The system refused something about audio, with its number (AVAudioSession.ErrorCode, four characters each). */
final class AudioRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** "!pri": something more important has the session, a call for example. */
    static final long INSUFFICIENT_PRIORITY = 561_017_449L;

    /** "!int": activated in the background while something plays that does not mix. */
    static final long CANNOT_INTERRUPT_OTHERS = 560_557_684L;

    /** "!act": deactivated while something still played. */
    static final long IS_BUSY = 560_030_580L;

    /** "siri". */
    static final long SIRI_IS_RECORDING = 1_936_290_409L;

    /** "msrv": the media server is gone. */
    static final long MEDIA_SERVICES_FAILED = 1_836_282_486L;

    /** "ent?": the app may not do that at all. */
    static final long MISSING_ENTITLEMENT = 1_701_737_535L;

    /** "!pla": playing was not allowed: no audio in UIBackgroundModes, as a rule. */
    static final long CANNOT_START_PLAYING = 561_015_905L;

    private final long code;

    AudioRefusal(long code, String words) {
        super(words);
        this.code = code;
    }

    long code() {
        return code;
    }

    /** True if somebody else has the session for a while, and gives it back. */
    boolean isOccupied() {
        return code == INSUFFICIENT_PRIORITY || code == CANNOT_INTERRUPT_OTHERS || code == SIRI_IS_RECORDING;
    }

    FailureKind kind() {
        return code == MISSING_ENTITLEMENT ? FailureKind.UNSUPPORTED : FailureKind.TRANSIENT;
    }

    /** For people. */
    String why() {
        if (code == INSUFFICIENT_PRIORITY) {
            return "a call or something as important has the audio session";
        } else if (code == CANNOT_INTERRUPT_OTHERS) {
            return "another app plays audio that does not mix";
        } else if (code == SIRI_IS_RECORDING) {
            return "Siri listens";
        } else if (code == MEDIA_SERVICES_FAILED) {
            return "the media services are down";
        } else if (code == CANNOT_START_PLAYING) {
            return "playing is not allowed: is audio in UIBackgroundModes?";
        }
        return getMessage() + " (" + code + ")";
    }
}
