package dev.sotto.jvm.sound;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import dev.sotto.background.mechanism.MechanismSignal.Cause;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One silent playback stream of libpulse, from connecting to freeing, on a thread of its own.
 *
 * <pre>
 *   new ── start() ──> connecting ── context READY ──> opening ── stream READY, not suspended ──> running
 *                          │                              │                              interrupted │ ^ resumed
 *                          └── refused ──> failed <───────┘                                          v │
 *                                                                                   standing (corked or suspended)
 *   from running or standing:  stream ended ──> lost      context ended ──> server lost      close() ──> gone
 * </pre>
 *
 * <p><b>Why a thread and not libpulse's threaded main loop.</b> The rules that crash a JVM when broken are: no call into
 * libpulse after its loop has stopped, callbacks alive as long as C may call them, unref before free, and stream before
 * context before loop. If one Java thread makes the loop, turns it, and frees it, all four hold by the order of the lines in
 * {@link #run}, with no lock. Other threads do one thing only, {@code pa_mainloop_wakeup}, which the library documents
 * as safe from any thread; {@link #loopLock} keeps it from meeting the freeing. It also lets callbacks arrive on a
 * thread that the JVM knows already, and gives the thread a name that a cost measurement can find.
 */
final class PulseLine implements SilentLine, Runnable {
    private final LibPulse pulse;
    private final String appName;
    private final AtomicBoolean callHasSound;
    private final LineEvents events;
    private final Thread thread;
    private final CountDownLatch gone = new CountDownLatch(1);

    private final Object loopLock = new Object();
    private @Nullable Pointer wakeable; // guarded by loopLock; null before the loop exists and after it is freed

    private volatile boolean closing;
    private final AtomicLong framesTaken = new AtomicLong();

    // Confined to the line's thread. The callbacks are fields, so that they live as long as C may call them.
    private @Nullable Pointer context;
    private @Nullable Pointer stream;
    private @Nullable Memory silence;
    private boolean looking;
    private boolean opened;
    private boolean corked;
    private boolean suspended;
    private boolean ended;
    private final LibPulse.Notify onContextState = (changed, user) -> contextChanged(changed);
    private final LibPulse.Notify onStreamState = (changed, user) -> streamChanged(changed);
    private final LibPulse.Notify onSuspended = (changed, user) -> suspensionChanged(changed);
    private final LibPulse.Notify onMoved = (changed, user) -> suspensionChanged(changed);
    private final LibPulse.Request onRequest = (asking, bytes, user) -> write(asking, bytes.longValue());
    private final LibPulse.Event onEvent = (asked, name, properties, user) -> asked(asked, name);
    private final LibPulse.SinkInputSeen onLook = (on, answer, last, user) -> looked(answer, last);

    /**
     * A line that is not yet connected.
     *
     * @param callHasSound shared by the lines of one keeper: true while the server has asked for silence and not yet
     *     allowed sound again. A line that finds it true opens corked, and looks before it plays
     */
    PulseLine(LibPulse pulse, String appName, AtomicBoolean callHasSound, LineEvents events) {
        this.pulse = pulse;
        this.appName = appName;
        this.callHasSound = callHasSound;
        this.events = events;
        this.thread = new Thread(this, "sotto-keeper-pulse");
        this.thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Frames that the server asked for and got. */
    @Override
    public long framesTaken() {
        return framesTaken.get();
    }

    @Override
    public void close() {
        closing = true;
        synchronized (loopLock) {
            if (wakeable != null) {
                pulse.pa_mainloop_wakeup(wakeable);
            }
        }
        if (Thread.currentThread() != thread && thread.getState() != Thread.State.NEW) {
            Closing.await(gone, SoundLimits.CLOSE_MILLIS_MAX);
        }
    }

    /** Waits until the thread has freed everything. For tests. */
    boolean awaitGone(long millis) throws InterruptedException {
        return gone.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        try {
            Pointer mainloop = pulse.pa_mainloop_new();
            synchronized (loopLock) {
                wakeable = mainloop;
            }
            connect(mainloop);
            while (!ended && !closing) {
                if (pulse.pa_mainloop_iterate(mainloop, 1, null) < 0) {
                    end("the main loop of libpulse ended", true);
                }
            }
            free(mainloop);
        } catch (RuntimeException | LinkageError broken) {
            // Not hidden: it reaches the keeper as a failed or lost line, with its words.
            end("libpulse: " + broken, false);
        } finally {
            gone.countDown();
        }
    }

    private void connect(Pointer mainloop) {
        Pointer properties = properties();
        Pointer made = pulse.pa_context_new_with_proplist(pulse.pa_mainloop_get_api(mainloop), appName, properties);
        pulse.pa_proplist_free(properties);
        context = made;
        pulse.pa_context_set_state_callback(made, onContextState, null);
        if (pulse.pa_context_connect(made, null, LibPulse.CONTEXT_NOAUTOSPAWN, null) < 0) {
            end("no audio server: " + pulse.pa_strerror(pulse.pa_context_errno(made)), true);
        }
    }

    private Pointer properties() {
        Pointer properties = pulse.pa_proplist_new();
        pulse.pa_proplist_sets(properties, "application.name", appName);
        pulse.pa_proplist_sets(properties, "media.role", "music");
        return properties;
    }

    private void contextChanged(Pointer changed) {
        switch (pulse.pa_context_get_state(changed)) {
            case LibPulse.CONTEXT_READY -> openStream(changed);
            case LibPulse.CONTEXT_FAILED, LibPulse.CONTEXT_TERMINATED ->
                end("audio server: " + pulse.pa_strerror(pulse.pa_context_errno(changed)), true);
            default -> {
                // on the way to READY
            }
        }
    }

    private void openStream(Pointer on) {
        Pointer properties = properties();
        Pointer made = pulse.pa_stream_new_with_proplist(on, "silence", new LibPulse.SampleSpec(), null, properties);
        pulse.pa_proplist_free(properties);
        stream = made;
        pulse.pa_stream_set_state_callback(made, onStreamState, null);
        pulse.pa_stream_set_suspended_callback(made, onSuspended, null);
        pulse.pa_stream_set_moved_callback(made, onMoved, null);
        pulse.pa_stream_set_event_callback(made, onEvent, null);
        pulse.pa_stream_set_write_callback(made, onRequest, null);
        looking = callHasSound.get();
        int flags = LibPulse.STREAM_EARLY_REQUESTS | (looking ? LibPulse.STREAM_START_CORKED : 0);
        int refused = pulse.pa_stream_connect_playback(made, null, new LibPulse.BufferAttributes(), flags, null, null);
        if (refused < 0) {
            end("stream refused: " + pulse.pa_strerror(pulse.pa_context_errno(on)), false);
        }
    }

    private void streamChanged(Pointer changed) {
        switch (pulse.pa_stream_get_state(changed)) {
            case LibPulse.STREAM_READY -> {
                suspended = pulse.pa_stream_is_suspended(changed) > 0;
                if (looking) {
                    look(changed);
                } else if (suspended) {
                    end("the sound device is suspended", false);
                } else {
                    tellOpened();
                }
            }
            case LibPulse.STREAM_FAILED, LibPulse.STREAM_TERMINATED -> {
                Pointer on = context;
                end("stream ended: " + (on == null ? "" : pulse.pa_strerror(pulse.pa_context_errno(on))), false);
            }
            default -> {
                // on the way to READY
            }
        }
    }

    private void tellOpened() {
        opened = true;
        events.opened(SoundLimits.BUFFER_MILLIS_WANTED);
    }

    /**
     * Does the call still have the sound? A stream that is made during a call gets no "request-cork": the server sends
     * that before the client knows the stream's number. But it is muted by the server from the start, and that can be
     * asked. A user who muted the app looks the same, so this is asked only while a call is known of.
     */
    private void look(Pointer looked) {
        Pointer on = context;
        if (on != null) {
            unref(pulse.pa_context_get_sink_input_info(on, pulse.pa_stream_get_index(looked), onLook, null));
        }
    }

    private void looked(@Nullable Pointer answer, int last) {
        Pointer playing = stream;
        if (last != 0 || answer == null || playing == null) {
            return;
        }
        LibPulse.SinkInput seen = new LibPulse.SinkInput(answer);
        if (seen.mute != 0) {
            ended = true;
            if (!closing) {
                events.occupied("a call still has the sound");
            }
        } else if (suspended) {
            end("the sound device is suspended", false);
        } else {
            callHasSound.set(false);
            cork(playing, 0);
            tellOpened();
        }
    }

    private void write(Pointer asking, long bytes) {
        Memory zeros = silence;
        if (zeros == null) {
            zeros = new Memory(SoundLimits.bytes(SoundLimits.BUFFER_MILLIS_WANTED));
            zeros.clear();
            silence = zeros;
        }
        long left = bytes;
        while (left > 0) {
            long part = Math.min(left, zeros.size());
            if (pulse.pa_stream_write(asking, zeros, new NativeLong(part), null, 0, LibPulse.SEEK_RELATIVE) < 0) {
                return; // the state callback tells what became of the stream
            }
            left -= part;
            framesTaken.addAndGet(part / SoundLimits.FRAME_BYTES);
        }
    }

    /** Obeys: a call must have the speaker. The server says when it is over, by "request-uncork". */
    private void asked(Pointer asked, String name) {
        if (name.equals("request-cork") && !corked) {
            boolean stood = standing();
            corked = true;
            callHasSound.set(true);
            cork(asked, 1);
            tellStanding(stood, Cause.CALL, "another stream asked for the sound (request-cork)");
        } else if (name.equals("request-uncork") && corked) {
            boolean stood = standing();
            corked = false;
            callHasSound.set(false);
            cork(asked, 0);
            tellStanding(stood, Cause.UNKNOWN, "");
        }
    }

    private void cork(Pointer corking, int cork) {
        unref(pulse.pa_stream_cork(corking, cork, null, null));
    }

    private void unref(@Nullable Pointer operation) {
        if (operation != null) {
            pulse.pa_operation_unref(operation);
        }
    }

    private void suspensionChanged(Pointer changed) {
        boolean stood = standing();
        suspended = pulse.pa_stream_is_suspended(changed) > 0;
        tellStanding(stood, Cause.OTHER_AUDIO, "the sound device was suspended or taken away");
    }

    private boolean standing() {
        return corked || suspended;
    }

    private void tellStanding(boolean stood, Cause cause, String why) {
        if (!opened || ended || closing || stood == standing()) {
            return;
        }
        if (standing()) {
            events.interrupted(cause, why);
        } else {
            events.resumed();
        }
    }

    private void end(String why, boolean server) {
        if (ended || closing) {
            return;
        }
        ended = true;
        if (server) {
            callHasSound.set(false); // a call on a dead server is over, and a new server asks anew
        }
        if (!opened) {
            events.failed(false, why);
        } else if (server) {
            events.serverLost(why);
        } else {
            events.lost(why);
        }
    }

    /** Stream, context, loop, in this order; callbacks are taken out first, since disconnecting calls them. */
    private void free(Pointer mainloop) {
        Pointer playing = stream;
        if (playing != null) {
            pulse.pa_stream_set_state_callback(playing, null, null);
            pulse.pa_stream_set_suspended_callback(playing, null, null);
            pulse.pa_stream_set_moved_callback(playing, null, null);
            pulse.pa_stream_set_event_callback(playing, null, null);
            pulse.pa_stream_set_write_callback(playing, null, null);
            pulse.pa_stream_disconnect(playing);
            pulse.pa_stream_unref(playing);
            stream = null;
        }
        Pointer connected = context;
        if (connected != null) {
            pulse.pa_context_set_state_callback(connected, null, null);
            pulse.pa_context_disconnect(connected);
            pulse.pa_context_unref(connected);
            context = null;
        }
        synchronized (loopLock) {
            wakeable = null;
        }
        pulse.pa_mainloop_free(mainloop);
    }
}
