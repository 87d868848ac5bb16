package dev.sotto.phonebench.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.phonebench.process.Availability;
import dev.sotto.phonebench.process.Deadline;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The private audio server, seen by a player that is not ours. */
@Tag("phone-bench")
final class AudioServerTest {
    private static final long DEADLINE_MILLIS = 30_000;

    private Scenario scenario;
    private AudioServer server;
    private Process player;

    @BeforeEach
    void start() throws IOException {
        Availability availability = AudioServer.probe();
        assumeTrue(availability.usable(), () -> "skipped: " + availability.explanation());
        scenario = Scenario.open("audio-test");
        server = AudioServer.start(scenario);
    }

    @AfterEach
    void close() {
        if (scenario != null) {
            scenario.close();
        }
    }

    @Test
    void aPlayingProcessIsSeenUntilItEnds() throws IOException {
        assertEquals(List.of(), server.streams());
        play();
        assertEquals(List.of(), server.streamsOf(Set.of(ProcessHandle.current().pid())));
        player.destroy();
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> server.streams().isEmpty()));
    }

    @Test
    void takenAudioStandsStillAndNewStreamsDoToo() throws IOException {
        play();
        server.takeAudio();
        assertTrue(eventually(stream -> stream.sink().equals(AudioServer.HELD) && !stream.plays()));
        player.destroy();
        player = music();
        assertTrue(eventually(stream -> stream.sink().equals(AudioServer.HELD) && !stream.plays()), "a new stream");
        server.giveBack();
        assertTrue(eventually(AudioStream::plays), "it plays again");
    }

    @Test
    void aCallPlaysWhileTheAudioIsTakenAndEndsByItself() throws IOException {
        play();
        AudioServer.Call call = server.call(1_000);
        server.takeAudio();
        assertTrue(Deadline.in(DEADLINE_MILLIS)
                .await(() -> server.streams().stream()
                        .anyMatch(stream -> stream.role().equals("phone") && stream.plays())));
        assertTrue(eventually(stream -> !stream.plays()), "music does not play beside it");
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> !call.goesOn()), "it ends by itself");
        call.close();
    }

    @Test
    void aCrashedServerHasNoStreamsAndItsSuccessorIsAtTheSameAddress() throws IOException {
        play();
        long first = server.pid();
        server.crash();
        assertFalse(server.running());
        assertEquals(List.of(), server.streams());
        server.restart();
        assertTrue(server.pid() != first && server.running());
        play();
        assertThrows(IllegalStateException.class, server::restart);
    }

    private void play() throws IOException {
        player = music();
        assertTrue(eventually(AudioStream::plays), "the player plays");
    }

    private boolean eventually(Predicate<AudioStream> wanted) throws IOException {
        Set<Long> pids = Set.of(player.pid());
        return Deadline.in(DEADLINE_MILLIS)
                .await(() -> server.streamsOf(pids).stream().anyMatch(wanted));
    }

    private Process music() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "pacat",
                "--playback",
                "--raw",
                "--rate=8000",
                "--channels=1",
                "--property=media.role=music",
                "/dev/zero");
        builder.environment().putAll(server.environment());
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        scenario.guard().process(process.toHandle());
        scenario.add(process::destroyForcibly);
        return process;
    }
}
