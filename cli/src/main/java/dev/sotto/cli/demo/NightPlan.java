package dev.sotto.cli.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens in one night: how long the phone is in front, in the background and in front again, and what befalls it.
 *
 * <p>All times are milliseconds; incidents count from the night's start.
 */
record NightPlan(
        Night night,
        long foregroundMillis,
        long backgroundMillis,
        long againMillis,
        long graceMillis,
        List<Incident> incidents) {

    /** The lengths of the default nights, for a background of {@link #SECONDS_DEFAULT} seconds; others scale with it. */
    static final int SECONDS_DEFAULT = 12;

    static final int SECONDS_MIN = 6;
    static final int SECONDS_MAX = 3600;

    enum Night {
        NONE("none", "No background sync", "The app does nothing: after the grace its process is frozen."),
        SOTTO("sotto", "Sotto", "The app calls start() once. Nothing else happens."),
        INCIDENTS("incidents", "Sotto, a bad night", "A call, the audio taken, the audio server killed, a long call.");

        private final String word;
        private final String title;
        private final String story;

        Night(String word, String title, String story) {
            this.word = word;
            this.title = title;
            this.story = story;
        }

        String word() {
            return word;
        }

        String title() {
            return title;
        }

        String story() {
            return story;
        }
    }

    NightPlan {
        incidents = List.copyOf(incidents);
    }

    long backgroundAtMillis() {
        return foregroundMillis;
    }

    long foregroundAgainAtMillis() {
        return foregroundMillis + backgroundMillis;
    }

    long endMillis() {
        return foregroundMillis + backgroundMillis + againMillis;
    }

    /**
     * The three nights.
     *
     * @param seconds length of night two's background; every other length keeps its proportion to it
     * @param graceMillis how long the phone lives in the background without a hold
     */
    static List<NightPlan> nights(int seconds, long graceMillis) {
        long unit = seconds * 1000L / SECONDS_DEFAULT;
        List<NightPlan> nights = new ArrayList<>();
        nights.add(new NightPlan(Night.NONE, 4 * unit, 12 * unit, 4 * unit, graceMillis, List.of()));
        nights.add(new NightPlan(Night.SOTTO, 4 * unit, 12 * unit, 4 * unit, graceMillis, List.of()));
        nights.add(new NightPlan(
                Night.INCIDENTS, 4 * unit, 32 * unit, 4 * unit, graceMillis, incidents(unit, graceMillis)));
        return List.copyOf(nights);
    }

    /** Three incidents shorter than the grace, six units apart, and a call that outlasts the background. */
    private static List<Incident> incidents(long unit, long graceMillis) {
        long first = 6 * unit;
        long step = 6 * unit;
        long background = 36 * unit;
        long shortest = Math.max(1, graceMillis / 2);
        return List.of(
                new Incident(Incident.Kind.CALL, first, Math.min(2 * unit, shortest)),
                new Incident(Incident.Kind.AUDIO_TAKEN, first + step, Math.min(2 * unit, shortest)),
                new Incident(Incident.Kind.AUDIO_SERVER_KILLED, first + 2 * step, Math.min(unit, shortest)),
                new Incident(Incident.Kind.LONG_CALL, first + 3 * step, background - (first + 3 * step)));
    }
}
