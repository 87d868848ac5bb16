package dev.sotto.ios.audio;

import dev.sotto.background.port.Registration;

/** The audio session of the app and players in it, as AVFoundation has them. Methods may block briefly: worker threads. */
interface AudioSystem {

    /** A number that a notification did not carry. */
    long ABSENT = -1;

    /** Hears the session's notifications, with the raw numbers that they carry. Any thread: route changes come on their own. */
    interface Listener {

        /** AVAudioSessionInterruptionNotification. */
        void interruption(long type, long options, long reason);

        /** AVAudioSessionDidBecomeInactiveNotification, iOS 27; {@code interrupted}: it carries an interruption's context. */
        void becameInactive(long source, boolean interrupted);

        /** AVAudioSessionResumptionRecommendationNotification, iOS 27. */
        void resumptionRecommended(long recommendation);

        /** AVAudioSessionRouteChangeNotification. */
        void routeChanged(long reason);

        /** The media server died: every object made with it is dead. */
        void servicesLost();

        /** The media server is back. */
        void servicesReset();
    }

    /** Something that plays. Dead after a reset of the services, without saying so. */
    interface Player {

        /** Starts to play without end; false if the system refused. */
        boolean play();

        /** Where it is in its sound, in milliseconds: the one sign of life that cannot lie, since the hardware asks for samples. */
        long positionMillis();

        /** Stops and forgets it. Idempotent. */
        void dispose();
    }

    /** Category, mode and options as they are now. */
    SessionSettings settings();

    /** Sets them. */
    void apply(SessionSettings settings) throws AudioRefusal;

    void activate() throws AudioRefusal;

    /** Gives the session back and tells apps that were interrupted or ducked. */
    void deactivate() throws AudioRefusal;

    /** A player for this WAVE file; not yet playing. */
    Player player(byte[] wav) throws AudioRefusal;

    /** Tells {@code listener} until closed. */
    Registration observe(Listener listener);
}
