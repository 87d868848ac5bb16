package dev.sotto.phonebench.audio;

/** Every bound of this room, with its unit and its reason. */
final class Limits {
    /** From start to accepting: 40 ms on an idle machine; a busy one is slower by far. */
    static final long SERVER_START_MILLIS = 10_000;

    /** Between a signal to the server and its end. */
    static final long SERVER_END_MILLIS = 5_000;

    /** One pactl call takes 4 ms; a server that does not answer in this time hears nobody. */
    static final long CONTROL_MILLIS = 2_000;

    /** Address of a unix socket on Linux, sun_path of unix(7), with its closing zero. */
    static final int SOCKET_PATH_BYTES_MAX = 107;

    /** Interruptions are seconds; a call is as many bytes of silence as it is long, 16 a millisecond. */
    static final long INTERRUPTION_MILLIS_MAX = 600_000;

    /** The server frees an unused sink after this long, in seconds: the shortest that its module takes for granted. */
    static final int SUSPEND_AFTER_SECONDS = 2;

    private Limits() {}
}
