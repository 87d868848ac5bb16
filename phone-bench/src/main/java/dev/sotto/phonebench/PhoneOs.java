package dev.sotto.phonebench;

import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.audio.AudioStream;
import dev.sotto.phonebench.process.Cell;
import dev.sotto.phonebench.process.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plays a phone's operating system over one app process.
 *
 * <pre>
 *   app in front --background()--> in the background --grace without a hold--> frozen
 *        ^                              |      ^                                 |
 *        +--------- foreground() -------+      +--- a hold renews the grace      |
 *        +---------------------- foreground(): thawed ---------------------------+
 * </pre>
 *
 * <p>The app hears {@code background}, {@code foreground} and {@code quit} as lines on its standard input, as an app hears
 * its lifecycle callbacks, and cannot hear that it is about to be frozen. Every {@value Limits#LOOK_MILLIS} ms the phone
 * looks whether a background app holds: by an uncorked stream of one of its processes on a running sink of the audio
 * server, or, without an audio server, by the app's own word. A frozen app stays frozen until it is brought to the front,
 * whatever becomes free meanwhile: so does an app on a phone.
 *
 * <p>Methods may be called from any thread but the phone's own (see {@link AppListener#moment}), block until the thing is
 * done, and fail with IOException when the app, the freezer or the audio server does.
 */
public final class PhoneOs implements Scenario.Part {
    private final PhoneSettings settings;
    private final AppListener listener;
    private final Timeline timeline = new Timeline();
    private final ScheduledExecutorService thread;
    private final Cell cell;
    private final Process app;
    private final Writer commands;
    private final Interruption interruption;

    // Confined to the phone's thread.
    private boolean inBackground;
    private boolean frozen;
    private boolean declaredHold;
    private boolean holdSeen;
    private long lastHoldMillis;

    private PhoneOs(Scenario scenario, PhoneSettings settings, ProcessBuilder command, AppListener listener)
            throws IOException {
        this.settings = settings;
        this.listener = listener;
        this.interruption = new Interruption(settings.audio(), this::record);
        this.cell = settings.freezer().cell(scenario.partName());
        try {
            cell.entrust(scenario.guard());
            settings.audio().ifPresent(audio -> command.environment().putAll(audio.environment()));
            this.app = cell.start(command);
            cell.entrust(scenario.guard());
        } catch (IOException failed) {
            cell.close();
            throw failed;
        }
        this.commands = app.outputWriter(StandardCharsets.UTF_8);
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "phone-os"));
    }

    /**
     * Starts an app on a new phone, in front.
     *
     * @param scenario closes the phone and lends it its name
     * @param command starts the app; the audio server's environment is added, its pipes are the phone's
     * @throws IOException when the app cannot be started in a cell of the freezer
     */
    public static PhoneOs boot(Scenario scenario, PhoneSettings settings, ProcessBuilder command, AppListener listener)
            throws IOException {
        PhoneOs phone = scenario.add(new PhoneOs(scenario, settings, command, listener));
        phone.record(
                PhoneEvent.BOOTED,
                "pid " + phone.app.pid() + ", " + settings.freezer().id());
        CompletableFuture<Void> heard =
                read(phone.app.inputReader(StandardCharsets.UTF_8), "phone-app-out", phone::hear);
        read(phone.app.errorReader(StandardCharsets.UTF_8), "phone-app-err", listener::errorLine);
        // A child of the app may keep the pipe open, so the wait for the app's last words is bounded.
        phone.app
                .onExit()
                .thenCombine(
                        heard.completeOnTimeout(null, Limits.LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS),
                        (app, all) -> app)
                .thenAccept(app -> phone.record(PhoneEvent.EXITED, "code " + app.exitValue()));
        phone.thread.scheduleWithFixedDelay(phone::look, Limits.LOOK_MILLIS, Limits.LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return phone;
    }

    /** What has happened so far; it goes on growing. */
    public Timeline timeline() {
        return timeline;
    }

    /** The process id of the app as it was started. */
    public long appPid() {
        return app.pid();
    }

    /** Sends the app to the background: the grace begins. */
    public void background() throws IOException {
        ask(() -> {
            inBackground = true;
            holdSeen = false;
            record(PhoneEvent.BACKGROUND, "");
            lastHoldMillis = timeline.nowMillis();
            tell("background");
            return true;
        });
    }

    /** Brings the app to the front, thawing it if it stands still. */
    public void foreground() throws IOException {
        ask(() -> {
            inBackground = false;
            record(PhoneEvent.FOREGROUND, "");
            thaw();
            tell("foreground");
            return true;
        });
    }

    /** Sends a line that is no lifecycle command. */
    public void send(String line) throws IOException {
        if (line.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a command is one line; got a line break in '" + line + "'");
        }
        ask(() -> {
            tell(line);
            return true;
        });
    }

    /** Whether the app stands still now, by the phone's own account. */
    public boolean frozen() throws IOException {
        return ask(() -> frozen);
    }

    /** Whether a look right now sees that the app holds. */
    public boolean holds() throws IOException {
        return ask(this::seesHold);
    }

    /**
     * A call comes in: music is asked to pause, and what does not is held until the call is over.
     *
     * @throws IllegalStateException without an audio server, or while another interruption goes on
     */
    public void call(long durationMillis) throws IOException {
        ask(() -> {
            interruption.beginCall(durationMillis);
            after(durationMillis, interruption::endCall);
            return true;
        });
    }

    /** Another app takes the audio. Same exceptions as {@link #call}. */
    public void takeAudio(long durationMillis) throws IOException {
        ask(() -> {
            interruption.takeAudio();
            after(durationMillis, interruption::giveBack);
            return true;
        });
    }

    /** The audio server crashes and is back after a while, as a phone's media services. Same exceptions as {@link #call}. */
    public void crashAudioServer(long downMillis) throws IOException {
        ask(() -> {
            interruption.crashServer();
            after(downMillis, interruption::restartServer);
            return true;
        });
    }

    /** Freezes the app now, in whatever state it is, as a phone under pressure does. It stays so until the front. */
    public void freezeNow() throws IOException {
        ask(() -> {
            freeze();
            return true;
        });
    }

    /** Kills the app at once, frozen or not, as a phone does when memory is short. Idempotent. */
    public void kill() throws IOException {
        ask(() -> {
            record(PhoneEvent.KILLED, "");
            cell.kill();
            return true;
        });
    }

    /**
     * Thaws the app, asks it to end and waits for it.
     *
     * @return its exit code; empty when it did not end in time and still runs
     */
    public Optional<Integer> quit(long timeoutMillis) throws IOException {
        ask(() -> {
            inBackground = false;
            thaw();
            tell("quit");
            return true;
        });
        try {
            return app.waitFor(timeoutMillis, TimeUnit.MILLISECONDS) ? Optional.of(app.exitValue()) : Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends an interruption, kills the app if it runs, and removes its cell. Idempotent. */
    @Override
    public void close() throws IOException {
        thread.shutdown();
        try {
            thread.awaitTermination(Limits.REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        interruption.close();
        cell.close();
    }

    // ---- what the phone does by itself, on its own thread

    private void look() {
        try {
            interruption.advance();
            if (!inBackground || frozen || !app.isAlive()) {
                return;
            }
            boolean holds = seesHold();
            if (holds != holdSeen) {
                record(holds ? PhoneEvent.HOLD_SEEN : PhoneEvent.HOLD_GONE, settings.holdSeenBy());
                holdSeen = holds;
            }
            long now = timeline.nowMillis();
            if (holds) {
                lastHoldMillis = now;
            } else if (now - lastHoldMillis >= settings.graceMillis()) {
                freeze();
            }
        } catch (IOException failed) {
            // Nothing is decided on what was not seen: neither is the grace renewed nor the app frozen.
            record(PhoneEvent.LOOK_FAILED, failed.toString());
        }
    }

    private boolean seesHold() throws IOException {
        if (settings.audio().isEmpty()) {
            return declaredHold;
        }
        AudioServer audio = settings.audio().get();
        return audio.streamsOf(cell.pids()).stream().anyMatch(AudioStream::plays);
    }

    private void freeze() throws IOException {
        if (!frozen) {
            cell.freeze();
            frozen = true;
            record(PhoneEvent.FROZEN, interruption.cause().name());
        }
    }

    private void thaw() throws IOException {
        if (frozen) {
            cell.thaw();
            frozen = false;
            record(PhoneEvent.THAWED, "");
        }
    }

    private void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    private void record(PhoneEvent event, String detail) {
        listener.moment(timeline.add(event, detail));
    }

    private void after(long millis, Step step) {
        thread.schedule(() -> attempt(step), millis, TimeUnit.MILLISECONDS);
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException failed) {
            record(PhoneEvent.LOOK_FAILED, failed.toString());
        }
    }

    /** A later part of an interruption. */
    private interface Step {
        void run() throws IOException;
    }

    // ---- from other threads

    private <T> T ask(Callable<T> work) throws IOException {
        try {
            return thread.submit(work).get(Limits.REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException wrongUse) {
                throw wrongUse;
            }
            throw new IOException("the phone could not: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new IOException("the phone did not answer in " + Limits.REQUEST_MILLIS + " ms", late);
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("this phone is closed", closed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the phone", stop);
        }
    }

    private void hear(String line) {
        AppEvent event = AppEvent.parse(line);
        switch (event) {
            case READY -> record(PhoneEvent.READY, "");
            case HOLD_ON, HOLD_OFF -> declare(event == AppEvent.HOLD_ON);
            case NOT_OURS -> listener.line(line);
        }
    }

    private void declare(boolean hold) {
        try {
            thread.execute(() -> declaredHold = hold);
        } catch (RejectedExecutionException closed) {
            // A word of an app whose phone is being closed changes nothing any more.
            return;
        }
    }

    /** Hands each line to the sink on a thread of its own; completes at the end of the input. */
    private static CompletableFuture<Void> read(BufferedReader lines, String name, LineSink sink) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Runnable reading = () -> {
            try (lines) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    sink.take(line);
                }
            } catch (IOException ended) {
                // The pipe of a killed app; its end is recorded as EXITED.
                return;
            } finally {
                end.complete(null);
            }
        };
        daemon(reading, name).start();
        return end;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread daemon = new Thread(work, name);
        daemon.setDaemon(true);
        return daemon;
    }

    private interface LineSink {
        void take(String line);
    }
}
