package dev.sotto.ios.audio;

/**
 * What the numbers in the session's notifications mean, in the dialect up to iOS 26 and in that of iOS 27, which sends
 * both while the old one is deprecated. Pure. The numbers are those of AVAudioSessionTypes.h; one that is not known means
 * nothing, instead of ending the app.
 */
final class Dialect {

    /** What a notification says about the hold. */
    enum Meaning {
        NOTHING,
        /** Something else has the session from now on. */
        BEGAN,
        /** That is over, and the system would resume. */
        ENDED_RESUME,
        /** That is over, and the system would not resume: a hint for music, not for silence that mixes. */
        ENDED,
        /** What it played through is gone. */
        ROUTE_LOST,
        /** The category was changed, by us or by the app. */
        CATEGORY_CHANGED
    }

    private static final long TYPE_BEGAN = 1;
    private static final long TYPE_ENDED = 0;
    private static final long OPTION_SHOULD_RESUME = 1;
    private static final long REASON_APP_WAS_SUSPENDED = 1;
    private static final long REASON_ROUTE_DISCONNECTED = 4;

    private static final long SOURCE_APP = 1;
    private static final long SHOULD_RESUME = 1;

    private static final long ROUTE_OLD_DEVICE_UNAVAILABLE = 2;
    private static final long ROUTE_CATEGORY_CHANGE = 3;
    private static final long ROUTE_NO_SUITABLE_ROUTE = 7;

    private Dialect() {}

    /** AVAudioSessionInterruptionNotification. One for a suspension of long ago is delivered late, and is no news. */
    static Meaning interruption(long type, long options, long reason) {
        if (type == TYPE_BEGAN) {
            if (reason == REASON_APP_WAS_SUSPENDED) {
                return Meaning.NOTHING;
            }
            return reason == REASON_ROUTE_DISCONNECTED ? Meaning.ROUTE_LOST : Meaning.BEGAN;
        }
        if (type == TYPE_ENDED) {
            boolean resume = options != AudioSystem.ABSENT && (options & OPTION_SHOULD_RESUME) != 0;
            return resume ? Meaning.ENDED_RESUME : Meaning.ENDED;
        }
        return Meaning.NOTHING;
    }

    /**
     * AVAudioSessionDidBecomeInactiveNotification. What the app itself did is no interruption; a source that cannot be
     * read is taken for the system's, because a needless probe costs less than a night.
     */
    static Meaning inactive(long source, boolean interrupted) {
        return source == SOURCE_APP && !interrupted ? Meaning.NOTHING : Meaning.BEGAN;
    }

    /** AVAudioSessionResumptionRecommendationNotification: either way, it is over. */
    static Meaning recommendation(long recommendation) {
        return recommendation == SHOULD_RESUME ? Meaning.ENDED_RESUME : Meaning.ENDED;
    }

    /** AVAudioSessionRouteChangeNotification. A new device takes over by itself. */
    static Meaning route(long reason) {
        if (reason == ROUTE_OLD_DEVICE_UNAVAILABLE || reason == ROUTE_NO_SUITABLE_ROUTE) {
            return Meaning.ROUTE_LOST;
        }
        return reason == ROUTE_CATEGORY_CHANGE ? Meaning.CATEGORY_CHANGED : Meaning.NOTHING;
    }
}
