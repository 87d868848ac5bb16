package dev.sotto.jvm.sound;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;

/**
 * One silent Java Sound line, from opening to closing, on a thread of its own.
 *
 * <p><b>Why a line and not a clip, and why no flag of it is believed.</b> When the audio server dies, a looping
 * {@code Clip} says that it is running for ever, gives no event, and spins. A {@code SourceDataLine} says the same, but
 * it has one honest answer: {@code write} returns how much was taken, and a dead line takes nothing, at once. So this
 * thread keeps the buffer full by small refills that never block (only {@code available()} bytes are offered), and
 * judges by what was taken alone:
 *
 * <ul>
 *   <li>less taken than the line itself said it had room for: dead;
 *   <li>no room for {@link SoundLimits#stallMillis}, more than two buffers long: stands still (corked, device gone).
 * </ul>
 *
 * <p>A line does not heal when the server comes back. It is closed, and the machine asks for a new one.
 */
final class JavaSoundLine implements SilentLine, Runnable {
    static final AudioFormat FORMAT = new AudioFormat(SoundLimits.SAMPLE_RATE, 16, 1, true, false);

    /** Where a line comes from; tests put a fake here. */
    interface Source {
        /** A line that is not yet open. */
        SourceDataLine line() throws LineUnavailableException;
    }

    static final Source SYSTEM =
            () -> (SourceDataLine) AudioSystem.getLine(new DataLine.Info(SourceDataLine.class, FORMAT));

    private final Source source;
    private final LineEvents events;
    private final Thread thread;
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean closing;
    private final AtomicLong framesTaken = new AtomicLong();
    private volatile @Nullable SourceDataLine line;

    JavaSoundLine(Source source, LineEvents events) {
        this.source = source;
        this.events = events;
        this.thread = new Thread(this, "sotto-keeper-javasound");
        this.thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public long framesTaken() {
        return framesTaken.get();
    }

    /** Closing a line of a dead server may block for ever: after a while it is abandoned to its thread. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread || thread.getState() == Thread.State.NEW) {
            return;
        }
        if (!Closing.await(gone, SoundLimits.CLOSE_MILLIS_MAX)) {
            abandon();
        }
    }

    /** The line's thread is stuck inside the sound system: closing from beside may free it, and may get stuck too. */
    private void abandon() {
        SourceDataLine stuck = line;
        if (stuck != null) {
            Thread closer = new Thread(stuck::close, "sotto-keeper-javasound-abandoned");
            closer.setDaemon(true);
            closer.start();
        }
    }

    @Override
    public void run() {
        try {
            SourceDataLine opened = open();
            if (opened != null) {
                keepFull(opened);
            }
        } catch (RuntimeException | LinkageError broken) {
            lost("Java Sound: " + broken);
        } finally {
            giveBack();
            gone.countDown();
        }
    }

    private @Nullable SourceDataLine open() {
        try {
            SourceDataLine made = source.line();
            line = made;
            made.open(FORMAT, SoundLimits.bytes(SoundLimits.BUFFER_MILLIS_WANTED));
            long bufferMillis = bufferMillis(made);
            LoopGuard.Verdict verdict = LoopGuard.ofBuffer(bufferMillis);
            if (!verdict.allowed()) {
                failed(true, verdict.toString());
                return null;
            }
            made.start();
            return made;
        } catch (LineUnavailableException | IllegalArgumentException absent) {
            // Both mean the same: without a server getLine throws the second, a line that was found before the first.
            failed(false, "no line: " + absent.getMessage());
        } catch (RuntimeException | LinkageError broken) {
            failed(false, "Java Sound: " + broken);
        }
        return null;
    }

    private void keepFull(SourceDataLine playing) {
        byte[] silence = new byte[playing.getBufferSize()];
        long stallNanos = TimeUnit.MILLISECONDS.toNanos(SoundLimits.stallMillis(bufferMillis(playing)));
        long takenAt = System.nanoTime();
        boolean told = false;
        while (!closing) {
            int room = Math.min(playing.available(), silence.length);
            room -= room % SoundLimits.FRAME_BYTES;
            int taken = room > 0 ? playing.write(silence, 0, room) : 0;
            if (closing) {
                return;
            }
            if (taken > 0) {
                framesTaken.addAndGet(taken / SoundLimits.FRAME_BYTES);
                takenAt = System.nanoTime();
            }
            if (taken < room) {
                endAs(told, "the line took " + taken + " of " + room + " bytes: its server is gone");
                return;
            }
            if (System.nanoTime() - takenAt > stallNanos) {
                endAs(told, "the line took nothing for " + TimeUnit.NANOSECONDS.toMillis(stallNanos) + " ms");
                return;
            }
            if (!told) {
                told = true;
                events.opened(bufferMillis(playing));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SoundLimits.REFILL_MILLIS));
        }
    }

    private void endAs(boolean told, String why) {
        if (told) {
            lost(why);
        } else {
            failed(false, why);
        }
    }

    private void failed(boolean permanent, String why) {
        if (!closing) {
            events.failed(permanent, why);
        }
    }

    private void lost(String why) {
        if (!closing) {
            events.lost(why);
        }
    }

    private static long bufferMillis(SourceDataLine of) {
        return of.getBufferSize() / SoundLimits.FRAME_BYTES * 1_000L / SoundLimits.SAMPLE_RATE;
    }

    private void giveBack() {
        SourceDataLine held = line;
        if (held == null) {
            return;
        }
        try {
            held.stop();
            held.flush();
            held.close();
        } catch (RuntimeException deadServer) {
            // The line is given up either way: nobody could do more with it, and the reason was told by lost or failed.
            line = null;
        }
    }
}
