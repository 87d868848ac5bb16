package dev.sotto.ios.audio;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.Registration;
import dev.sotto.ios.IosLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The audio session of one process as iOS runs it: one for the app and for Sotto, taken away and given back in the
 * system's order, with players that stop without a word and a server that forgets everything when it dies.
 */
public final class SimAudio implements AudioSystem {
    static final SessionSettings DEFAULT =
            new SessionSettings("AVAudioSessionCategorySoloAmbient", "AVAudioSessionModeDefault", 0);

    public final List<String> calls = new ArrayList<>();
    SessionSettings settings = DEFAULT;
    public boolean active;
    public boolean background;
    public boolean inCall;
    public boolean foreignSound;
    public boolean down;
    public boolean hostPlays;
    public boolean playRefused;
    public int deactivateRefusals;
    public byte[] wave = new byte[0];
    private final LongSupplier clock;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<SimPlayer> players = new ArrayList<>();

    public SimAudio(LongSupplier clock) {
        this.clock = clock;
    }

    /** The mechanism on this session. */
    public KeepAliveMechanism mechanism() {
        return new SilentAudio(this, () -> hostPlays);
    }

    /** Category, mode and options in short. */
    public String set() {
        return settings.toString();
    }

    final class SimPlayer implements Player {
        private boolean playing;
        private boolean dead;
        private long since;
        private long played;

        @Override
        public boolean play() {
            calls.add("play");
            if (playRefused) {
                return false;
            }
            playing = true;
            since = clock.getAsLong();
            return true; // a player of a dead server says so, too
        }

        @Override
        public long positionMillis() {
            return (played + (sounds() ? clock.getAsLong() - since : 0)) % IosLimits.SILENCE_MILLIS;
        }

        boolean sounds() {
            return playing && !dead && active && !down;
        }

        private void pause() {
            played = positionMillis();
            playing = false;
        }

        @Override
        public void dispose() {
            if (playing) {
                calls.add("stop");
            }
            pause();
            players.remove(this);
        }
    }

    /** True if the system keeps the process alive for its sound. */
    public boolean sounds() {
        return players.stream().anyMatch(SimPlayer::sounds);
    }

    public int openPlayers() {
        return players.size();
    }

    @Override
    public SessionSettings settings() {
        return settings;
    }

    @Override
    public void apply(SessionSettings wanted) throws AudioRefusal {
        calls.add("apply " + wanted);
        refuseWhenDown();
        settings = wanted;
        new ArrayList<>(listeners).forEach(listener -> listener.routeChanged(3));
    }

    @Override
    public void activate() throws AudioRefusal {
        calls.add("activate");
        refuseWhenDown();
        if (inCall) {
            throw new AudioRefusal(AudioRefusal.INSUFFICIENT_PRIORITY, "Session activation failed");
        }
        if (foreignSound && background) {
            throw new AudioRefusal(AudioRefusal.CANNOT_INTERRUPT_OTHERS, "Session activation failed");
        }
        active = true;
    }

    @Override
    public void deactivate() throws AudioRefusal {
        calls.add("deactivate, notify others");
        refuseWhenDown();
        if (sounds() || hostPlays || deactivateRefusals-- > 0) {
            throw new AudioRefusal(AudioRefusal.IS_BUSY, "Deactivating an audio session that has running I/O");
        }
        active = false;
        new ArrayList<>(listeners).forEach(listener -> listener.becameInactive(1, false));
    }

    private void refuseWhenDown() throws AudioRefusal {
        if (down) {
            throw new AudioRefusal(AudioRefusal.MEDIA_SERVICES_FAILED, "Connection invalidated");
        }
    }

    @Override
    public Player player(byte[] wav) throws AudioRefusal {
        calls.add("player");
        refuseWhenDown();
        wave = wav;
        SimPlayer player = new SimPlayer();
        players.add(player);
        return player;
    }

    @Override
    public Registration observe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    // What happens on the device.

    public enum Dialect {
        UNTIL_26,
        ONLY_27,
        BOTH_OF_27
    }

    /** A call rings: the session is taken first, then it is told. */
    public void callBegins(Dialect dialect) {
        inCall = true;
        interrupted(dialect);
    }

    public void interrupted(Dialect dialect) {
        active = false;
        players.forEach(SimPlayer::pause);
        for (Listener listener : new ArrayList<>(listeners)) {
            if (dialect != Dialect.ONLY_27) {
                listener.interruption(1, ABSENT, 0);
            }
            if (dialect != Dialect.UNTIL_26) {
                listener.becameInactive(2, true);
            }
        }
    }

    /** The call is over, and it is told, with or without the hint to go on. */
    public void callEnds(Dialect dialect, boolean shouldResume) {
        inCall = false;
        for (Listener listener : new ArrayList<>(listeners)) {
            if (dialect != Dialect.ONLY_27) {
                listener.interruption(0, shouldResume ? 1 : 0, ABSENT);
            }
            if (dialect != Dialect.UNTIL_26) {
                listener.resumptionRecommended(shouldResume ? 1 : 0);
            }
        }
    }

    /** The user answers: the call ends later, and nobody is ever told. */
    public void callEndsUntold() {
        inCall = false;
    }

    public void headphonesGo() {
        players.forEach(SimPlayer::pause);
        new ArrayList<>(listeners).forEach(listener -> listener.routeChanged(2));
    }

    public void headphonesGoUntold() {
        players.forEach(SimPlayer::pause);
    }

    /** The media server dies: objects are dead, flags stay; settings are those of a fresh session. */
    public void servicesDie() {
        down = true;
        active = false;
        settings = DEFAULT;
        players.forEach(player -> player.dead = true);
        new ArrayList<>(listeners).forEach(Listener::servicesLost);
    }

    public void servicesReturn() {
        down = false;
        new ArrayList<>(listeners).forEach(Listener::servicesReset);
    }

    /** The app sets its own category, named as in "Record". */
    public void hostSets(String category, long options) {
        settings = new SessionSettings("AVAudioSessionCategory" + category, "AVAudioSessionModeDefault", options);
        new ArrayList<>(listeners).forEach(listener -> listener.routeChanged(3));
    }

    public void says(long type, long options, long reason) {
        new ArrayList<>(listeners).forEach(listener -> listener.interruption(type, options, reason));
    }
}
