package dev.sotto.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes to a socket from a thread of its own, until the other end takes nothing more. */
final class Flood extends OutputStream {
    private static final long PATIENCE_MILLIS = 1_000;

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean stuck = new AtomicBoolean();
    private final Thread writer;

    Flood(Socket socket) {
        writer = new Thread(() -> run(socket), "flood");
        writer.setDaemon(true);
        writer.start();
    }

    private void run(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(waiting.take());
            }
        } catch (IOException | InterruptedException e) {
            stuck.set(true); // closed by either end
        }
    }

    /** Whether nothing was taken for a while. */
    boolean isStuck() {
        return stuck.get();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, offset, copy, 0, length);
        try {
            if (!stuck.get() && !waiting.offer(copy, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stuck.set(true);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.interrupt();
    }
}
