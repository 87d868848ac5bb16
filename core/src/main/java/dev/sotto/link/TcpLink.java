package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.Authenticated;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An open link over one socket.
 *
 * <pre>
 *   reader thread:  socket -> unseal -> listener.received          ends -> listener.closed
 *   writer thread:  queue -> seal -> socket                        queue low -> listener.drained
 * </pre>
 *
 * The channel and the queue are under one lock, which is never held while the network or the listener is waited for. Whatever
 * the channel produces is put behind what it produced before, under that lock, so records leave in the order of their keys.
 * Ending it means closing the raw socket: that wakes both threads and never waits, unlike the close of a TLS socket, which
 * wants to write.
 */
final class TcpLink implements Link {
    private final Socket socket;
    private final SecureChannel channel;
    private final boolean dialled;
    private final PeerAddress remote;
    private final Authenticated authenticated;
    private final LinkListener listener;
    private final CloseTimer timer;
    private final Way way;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    private long queuedBytes;
    private long lowBytes = Limits.QUEUE_LOW_BYTES;
    private boolean wasHigh;
    private boolean closing;
    private Footing footing;
    private @Nullable LinkEnd end;

    /** Calls {@code abort} after a while, for a close that does not come to its end. */
    interface CloseTimer {
        void abortLater(Runnable abort);
    }

    TcpLink(
            Socket socket,
            Way way,
            SecureChannel channel,
            boolean dialled,
            PeerAddress remote,
            Authenticated authenticated,
            LinkListener listener,
            CloseTimer timer) {
        this.socket = socket;
        this.channel = channel;
        this.dialled = dialled;
        this.remote = remote;
        this.authenticated = authenticated;
        this.listener = listener;
        this.timer = timer;
        this.way = way;
        this.footing = Footing.of(socket.getLocalAddress()).look(Footing::isOnANetwork);
    }

    @Override
    public boolean dialled() {
        return dialled;
    }

    @Override
    public PeerAddress remote() {
        return remote;
    }

    @Override
    public Way way() {
        return way;
    }

    @Override
    public Authenticated authenticated() {
        return authenticated;
    }

    @Override
    public void send(byte[] bytes) {
        boolean tooSlow;
        lock.lock();
        try {
            if (end != null || closing || bytes.length == 0) {
                return;
            }
            tooSlow = queuedBytes + bytes.length > Limits.QUEUE_BYTES_MAX;
            if (!tooSlow) {
                queue.add(bytes);
                queuedBytes += bytes.length;
                wasHigh |= queuedBytes >= lowBytes;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
        if (tooSlow) {
            abort(refused(
                    "SLOW_CONSUMER",
                    "more than " + Limits.QUEUE_BYTES_MAX + " bytes that the peer does not read",
                    "a peer that reads"));
        }
    }

    @Override
    public long queuedBytes() {
        lock.lock();
        try {
            return queuedBytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lowAt(long bytes) {
        lock.lock();
        try {
            lowBytes = bytes;
            wasHigh |= queuedBytes >= bytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (end != null || closing) {
                return;
            }
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        timer.abortLater(this::abort);
    }

    @Override
    public void abort() {
        abort(local());
    }

    /** Ends as LOST if this end's address is on no network any more. */
    void endIfCut(Predicate<InetAddress> isOnANetwork) {
        Footing now = look(isOnANetwork);
        if (now.isLost()) {
            abort(lost(new SocketException("the network of " + now + " is gone")));
        }
    }

    private Footing look(Predicate<InetAddress> isOnANetwork) {
        lock.lock();
        try {
            footing = footing.look(isOnANetwork);
            return footing;
        } finally {
            lock.unlock();
        }
    }

    private void abort(LinkEnd why) {
        lock.lock();
        try {
            if (end == null) {
                end = closing ? local() : why;
            }
            work.signal();
        } finally {
            lock.unlock();
        }
        closeNow(socket);
    }

    /** Runs the link until it ends, on the thread that proved the peer. */
    void run(List<byte[]> alreadyReceived) {
        Thread writer = new Thread(this::write, "sotto-link-writer " + remote);
        writer.setDaemon(true);
        try {
            writer.start();
            listener.opened(this);
            for (byte[] bytes : alreadyReceived) {
                deliver(bytes);
            }
            read();
        } catch (RefusedException e) {
            abort(new LinkEnd(LinkEnd.Cause.REFUSED, e.refusal()));
        } catch (IOException e) {
            abort(lost(e));
        } catch (RuntimeException e) {
            abort(refused("LISTENER_FAILED", e.toString(), "a listener that does not throw"));
        } finally {
            abort(local());
            awaitEnd(writer);
            listener.closed(this, ended());
        }
    }

    private void read() throws IOException {
        socket.setSoTimeout(0);
        byte[] buffer = new byte[Limits.READ_BYTES];
        List<byte[]> plain = new ArrayList<>();
        while (true) {
            int count = socket.getInputStream().read(buffer);
            boolean goodbye;
            lock.lock();
            try {
                if (count < 0) {
                    throw endOfStream();
                }
                channel.received(buffer, 0, count, new Collected(plain));
                goodbye = channel.isClosedByPeer();
                work.signal(); // the channel may have something to say
            } finally {
                lock.unlock();
            }
            for (byte[] bytes : plain) {
                deliver(bytes);
            }
            plain.clear();
            if (goodbye) {
                abort(new LinkEnd(
                        LinkEnd.Cause.PEER, new Refusal("LINK_CLOSED", "link", "the peer's goodbye", "a link")));
                return;
            }
        }
    }

    private void deliver(byte[] bytes) {
        lock.lock();
        try {
            if (end != null || closing) {
                return;
            }
        } finally {
            lock.unlock();
        }
        listener.received(this, bytes);
    }

    private void write() {
        try {
            boolean more = true;
            while (more) {
                more = writeOnce();
            }
            socket.shutdownOutput(); // our goodbye is out; the reader waits for the peer's
        } catch (RefusedException e) {
            abort(new LinkEnd(LinkEnd.Cause.REFUSED, e.refusal()));
        } catch (IOException e) {
            abort(lost(e));
        } catch (InterruptedException e) {
            abort(local());
        } catch (RuntimeException e) {
            abort(refused("LISTENER_FAILED", e.toString(), "a listener that does not throw"));
        }
    }

    /** Seals and writes what waits; false after the last bytes of a link that closes or has ended. */
    private boolean writeOnce() throws IOException, InterruptedException {
        byte[] records;
        int taken;
        boolean last;
        lock.lock();
        try {
            while (end == null && queue.isEmpty() && sealed.size() == 0 && !closing) {
                work.await();
            }
            if (end != null) {
                return false;
            }
            taken = sealQueued();
            last = closing && queue.isEmpty();
            if (last) {
                channel.close(new Collected(null));
            }
            records = sealed.toByteArray();
            sealed.reset();
        } finally {
            lock.unlock();
        }
        socket.getOutputStream().write(records);
        if (written(taken)) {
            listener.drained(this);
        }
        return !last;
    }

    private int sealQueued() {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        while (!queue.isEmpty() && together.size() < Limits.SEAL_BYTES) {
            byte[] next = queue.remove();
            together.write(next, 0, next.length);
        }
        if (together.size() > 0) {
            channel.send(together.toByteArray(), 0, together.size(), new Collected(null));
        }
        return together.size();
    }

    /** Notes that so many queued bytes are with the network; true if that makes room after there was little. */
    private boolean written(int taken) {
        lock.lock();
        try {
            queuedBytes -= taken;
            boolean drained = wasHigh && queuedBytes < lowBytes && end == null && !closing;
            wasHigh &= !drained;
            return drained;
        } finally {
            lock.unlock();
        }
    }

    private IOException endOfStream() {
        int unfinished = channel.unfinishedBytes();
        if (unfinished > 0 && !closing) {
            throw new RefusedException(new Refusal(
                    "CHANNEL_INTEGRITY",
                    "channel",
                    "a record cut off after " + unfinished + " bytes",
                    "whole records"));
        }
        return new SocketException("the stream ended without a goodbye");
    }

    private LinkEnd ended() {
        lock.lock();
        try {
            return end == null ? local() : end;
        } finally {
            lock.unlock();
        }
    }

    /** So that nothing comes after closed(). The socket is closed, so it can only be in a listener's drained(). */
    private static void awaitEnd(Thread writer) {
        try {
            writer.join(Limits.CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes without a word. Never waits: there is no linger on our sockets, and the raw socket has nothing to flush. */
    static void closeNow(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Java marks it closed before the system call that failed: both threads see that, and nothing is left to
            // do.
            return;
        }
    }

    private static LinkEnd local() {
        return new LinkEnd(LinkEnd.Cause.LOCAL, new Refusal("LINK_CLOSED", "link", "our own close", "a link"));
    }

    private static LinkEnd lost(IOException e) {
        return new LinkEnd(
                LinkEnd.Cause.LOST, new Refusal("LINK_LOST", "link", String.valueOf(e.getMessage()), "a connection"));
    }

    private static LinkEnd refused(String code, String got, String wanted) {
        return new LinkEnd(LinkEnd.Cause.REFUSED, new Refusal(code, "link", got, wanted));
    }

    @Override
    public String toString() {
        return (dialled ? "link to " : "link from ") + remote;
    }

    /** Ciphertext behind what waits for the writer; plaintext into a list. */
    private final class Collected implements SecureChannel.Output {
        private final @Nullable List<byte[]> plain;

        Collected(@Nullable List<byte[]> plain) {
            this.plain = plain;
        }

        @Override
        public void toNetwork(byte[] bytes) {
            sealed.write(bytes, 0, bytes.length);
        }

        @Override
        public void toPeer(byte[] bytes) {
            if (plain != null) {
                plain.add(bytes);
            }
        }
    }
}
