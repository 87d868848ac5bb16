package dev.sotto.phonebench;

/** Every bound of this room, with its unit and its reason. */
final class Limits {
    /** Between two looks at a background app. Each look is one process of 4 ms; a phone reacts within seconds. */
    static final long LOOK_MILLIS = 200;

    /** What an app gets to pause its audio by itself when a call comes in, before the phone holds its stream. */
    static final long CALL_PATIENCE_MILLIS = 400;

    /** Within this time a request to the phone's own thread is answered: it may be starting an audio server. */
    static final long REQUEST_MILLIS = 30_000;

    /** Between the end of the app and the end of its output, which a child of it may hold open. */
    static final long LAST_WORDS_MILLIS = 2_000;

    /** Moments of one phone: a night has some dozens; an app that toggles its hold for ever must not fill the memory. */
    static final int MOMENTS_MAX = 10_000;

    private Limits() {}
}
