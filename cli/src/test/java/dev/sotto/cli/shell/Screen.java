package dev.sotto.cli.shell;

import java.io.OutputStream;
import java.time.Duration;

/** Everything that was written, with the sequences that move cursors and change colours taken out. */
final class Screen extends OutputStream {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StringBuilder written = new StringBuilder();

    @Override
    public synchronized void write(int b) {
        written.append((char) (b & 0xff));
        notifyAll();
    }

    synchronized String text() {
        return written.toString()
                .replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>()][0-9A-B]?", "")
                .replace("\r", "");
    }

    /** Waits until the text stands behind {@code from}; where it ends. */
    synchronized int await(String wanted, int from) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String text = text();
            int at = text.indexOf(wanted, Math.min(from, text.length()));
            if (at >= 0) {
                return at + wanted.length();
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("never saw \"" + wanted + "\" in: "
                        + text.substring(Math.min(from, text.length())).replace('\n', '|'));
            }
            wait(left);
        }
    }
}
