package dev.sotto.example.iosnotes;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * A sync engine in a hundred lines: one note, the version with the higher number wins, one connection. It stands for the
 * engine that your app has already.
 *
 * <p>What makes it fit for the background is in three methods: {@link #pause} lets go of everything and says when it has,
 * {@link #resume} trusts nothing that was open, {@link #activity} tells whether holding on is worth the battery. What is
 * edited is on the disk before it is sent.
 */
public final class NoteEngine implements SyncControl {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int SILENCE_MILLIS_MAX = 30_000;
    private static final long AGAIN_MILLIS = 2_000;

    /** Hears of a text that came from elsewhere. The engine's thread. */
    public interface Listener {
        void changed(String text);
    }

    private final File file;
    private final String host;
    private final int port;
    private Note note;
    private Listener listener = text -> {};
    private Runnable activityChanged = () -> {};
    private boolean running;
    private long run;
    private Closeable connection = () -> {};
    private boolean connected;
    private long seenNanos;
    private boolean everSeen;
    private long sentNumber = -1;

    /** An engine that keeps its note in {@code file}; begins to sync at once. */
    public NoteEngine(File file, String host, int port) {
        this.file = file;
        this.host = host;
        this.port = port;
        this.note = Note.load(file);
        resume(RecoverScope.FULL);
    }

    /** What to run when peers come and go, so that the keeper looks at once. */
    public synchronized void attached(Runnable value) {
        activityChanged = value;
    }

    public synchronized void onChange(Listener value) {
        listener = value;
    }

    public synchronized String text() {
        return note.text();
    }

    /** The user typed: on the disk first, then to the other side. */
    public void edit(String text) {
        synchronized (this) {
            note = note.edited(text);
            note.save(file);
            notifyAll();
        }
        activityChanged.run();
    }

    @Override
    public void pause(PauseReason reason, long withinMillis, Runnable done) {
        Closeable open;
        synchronized (this) {
            running = false;
            run++;
            open = connection;
            connection = () -> {};
            notifyAll();
        }
        close(open);
        done.run();
    }

    /** With FULL, a socket that looks alive is dead: iOS reclaims them all in a suspension. */
    @Override
    public synchronized void resume(RecoverScope scope) {
        if (running && scope == RecoverScope.CONTINUE) {
            return;
        }
        close(connection);
        running = true;
        long mine = ++run;
        Thread thread = new Thread(() -> goOn(mine), "note-engine");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized SyncActivity activity() {
        long since = connected ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - seenNanos);
        return new SyncActivity(
                connected ? 1 : 0, note.number() > sentNumber ? 1 : 0, everSeen ? since : SyncActivity.NEVER);
    }

    private synchronized boolean current(long mine) {
        return running && run == mine;
    }

    private void goOn(long mine) {
        while (current(mine)) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                socket.setSoTimeout(SILENCE_MILLIS_MAX);
                opened(mine, socket);
                Thread writer = new Thread(() -> write(mine, socket), "note-writer");
                writer.setDaemon(true);
                writer.start();
                read(mine, socket);
            } catch (IOException gone) {
                lost(mine);
            }
            sleep(mine);
        }
    }

    private void opened(long mine, Socket socket) throws IOException {
        Runnable told;
        synchronized (this) {
            if (run != mine) {
                throw new IOException("paused meanwhile");
            }
            connection = socket;
            connected = true;
            everSeen = true;
            sentNumber = -1;
            told = activityChanged;
        }
        told.run();
    }

    private void lost(long mine) {
        Runnable told;
        synchronized (this) {
            if (run == mine || !running) {
                connected = false;
                seenNanos = System.nanoTime();
            }
            told = activityChanged;
            notifyAll();
        }
        told.run();
    }

    private void read(long mine, Socket socket) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), Note.CHARSET));
        for (String line = lines.readLine(); line != null && current(mine); line = lines.readLine()) {
            Note theirs = Note.parse(line);
            Listener told = text -> {};
            synchronized (this) {
                if (theirs.isNewerThan(note)) {
                    note = theirs;
                    note.save(file);
                    told = listener;
                }
                sentNumber = Math.max(sentNumber, Math.min(theirs.number(), note.number()));
            }
            told.changed(theirs.text());
        }
        throw new IOException("the other side closed");
    }

    /** Sends the note whenever it is newer than what the other side has. */
    private void write(long mine, Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            for (Note next = due(mine, -1); next != Note.NONE; next = due(mine, next.number())) {
                out.write(next.line().getBytes(Note.CHARSET));
                out.flush();
            }
        } catch (IOException gone) {
            close(socket); // the reader notices, and begins anew
        }
    }

    private synchronized Note due(long mine, long sent) throws IOException {
        while (run == mine && connected && note.number() <= sent) {
            waitFor(SILENCE_MILLIS_MAX / 3);
            if (note.number() <= sent) {
                return note; // a sign of life
            }
        }
        return run == mine && connected ? note : Note.NONE;
    }

    private synchronized void sleep(long mine) {
        if (run == mine) {
            waitFor(AGAIN_MILLIS);
        }
    }

    private synchronized void waitFor(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Closeable open) {
        try {
            open.close();
        } catch (IOException gone) {
            return; // it is closed, which is what was wanted
        }
    }
}
