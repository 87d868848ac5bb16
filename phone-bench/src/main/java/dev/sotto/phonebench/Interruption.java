package dev.sotto.phonebench;

import dev.sotto.phonebench.audio.AudioServer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** What stands between the app and the audio at the moment: at most one thing at a time. Confined to the phone's thread. */
final class Interruption {
    private final Optional<AudioServer> audio;
    private final BiConsumer<PhoneEvent, String> record;

    private FreezeCause cause = FreezeCause.NO_HOLD;
    private Optional<AudioServer.Call> call = Optional.empty();
    private long callBeganNanos;

    Interruption(Optional<AudioServer> audio, BiConsumer<PhoneEvent, String> record) {
        this.audio = audio;
        this.record = record;
    }

    /** Why an app that holds nothing now holds nothing, as far as the phone is the reason. */
    FreezeCause cause() {
        return cause;
    }

    void beginCall(long durationMillis) throws IOException {
        AudioServer server = free();
        call = Optional.of(server.call(durationMillis));
        callBeganNanos = System.nanoTime();
        cause = FreezeCause.CALL;
        record.accept(PhoneEvent.CALL_BEGAN, durationMillis + " ms");
    }

    /** Goes on with a call: after some patience, nothing but the call plays. Asked at every look, before the look. */
    void advance() throws IOException {
        long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - callBeganNanos);
        if (call.isPresent() && sinceMillis >= Limits.CALL_PATIENCE_MILLIS) {
            server().holdWhatPlays();
        }
    }

    void endCall() throws IOException {
        close();
        cause = FreezeCause.NO_HOLD;
        server().giveBack();
        record.accept(PhoneEvent.CALL_ENDED, "");
    }

    void takeAudio() throws IOException {
        free().takeAudio();
        cause = FreezeCause.AUDIO_TAKEN;
        record.accept(PhoneEvent.AUDIO_TAKEN, "");
    }

    void giveBack() throws IOException {
        server().giveBack();
        cause = FreezeCause.NO_HOLD;
        record.accept(PhoneEvent.AUDIO_GIVEN_BACK, "");
    }

    void crashServer() throws IOException {
        free().crash();
        cause = FreezeCause.AUDIO_SERVER_DOWN;
        record.accept(PhoneEvent.AUDIO_SERVER_KILLED, "");
    }

    void restartServer() throws IOException {
        server().restart();
        cause = FreezeCause.NO_HOLD;
        record.accept(PhoneEvent.AUDIO_SERVER_BACK, "");
    }

    private AudioServer server() {
        return audio.orElseThrow(
                () -> new IllegalStateException("this phone has no audio server: an interruption needs one, "
                        + AudioServer.probe().explanation()));
    }

    private AudioServer free() {
        AudioServer server = server();
        if (cause != FreezeCause.NO_HOLD) {
            throw new IllegalStateException("an interruption goes on (" + cause + "); the next must wait for its end");
        }
        return server;
    }

    void close() {
        call.ifPresent(AudioServer.Call::close);
        call = Optional.empty();
    }
}
