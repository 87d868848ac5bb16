package dev.sotto.websocket;

import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.BinaryFrame;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PongFrame;

/**
 * The inside of a WebSocket as a socket: what is written goes out in binary frames, what binary frames bring is read. One
 * reader and one writer at a time, which may be two threads.
 *
 * <p>Pings are answered by the reader, between its reads, so that who asks faster than it reads the answers is not read any more.
 * The end: CLOSE goes out once, with 1000 (or 1002, 1003, 1009 for what we do not take), and CLOSE from the other end is
 * answered and is the end of the stream.
 */
final class WebSocketSocket extends Socket {
    private final Socket outer;
    private final Draft_6455 reading;
    private final Draft_6455 writing;
    private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
    private final ReentrantLock writeLock = new ReentrantLock();
    private final byte[] buffer = new byte[Limits.READ_BYTES];
    private byte[] behind;
    private int pings;
    private int readMillis;
    private boolean closeSent;
    private boolean ended;

    private final InputStream input = new InputStream() {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return take(bytes, offset, length);
        }
    };

    private final OutputStream output = new OutputStream() {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += Limits.FRAME_BYTES) {
                BinaryFrame frame = new BinaryFrame();
                frame.setPayload(ByteBuffer.wrap(bytes, offset + at, Math.min(Limits.FRAME_BYTES, length - at))
                        .slice());
                send(frame);
            }
        }
    };

    /** @param behind bytes that came behind the handshake */
    WebSocketSocket(Socket outer, Draft_6455 reading, Draft_6455 writing, byte[] behind) {
        this.outer = outer;
        this.reading = reading;
        this.writing = writing;
        this.behind = behind;
    }

    private void send(Framedata frame) throws IOException {
        writeLock.lock();
        try {
            if (closeSent) {
                throw new SocketException("written after the goodbye");
            }
            closeSent = frame.getOpcode() == Opcode.CLOSING;
            ByteBuffer bytes = writing.createBinaryFrame(frame);
            outer.getOutputStream().write(bytes.array(), 0, bytes.remaining());
        } finally {
            writeLock.unlock();
        }
    }

    private void sendClose(int code) throws IOException {
        writeLock.lock();
        try {
            if (!closeSent) {
                CloseFrame close = new CloseFrame();
                close.setCode(code);
                send(close);
            }
        } finally {
            writeLock.unlock();
        }
    }

    private int take(byte[] bytes, int offset, int length) throws IOException {
        while (arrived.isEmpty() && !ended) {
            receive();
            if (readMillis > 0 && arrived.isEmpty() && !ended) {
                // Only PINGs, empty frames or half a frame: the reader's clock decides whether to wait on.
                throw new SocketTimeoutException("nothing but the protocol's own");
            }
        }
        ByteBuffer first = arrived.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.remaining());
        first.get(bytes, offset, count);
        if (!first.hasRemaining()) {
            arrived.remove();
        }
        return count;
    }

    private void receive() throws IOException {
        byte[] bytes = behind;
        int count = behind.length;
        behind = new byte[0];
        if (count == 0) {
            bytes = buffer;
            count = outer.getInputStream().read(buffer);
        }
        if (count < 0) {
            ended = true;
            return;
        }
        List<Framedata> frames;
        try {
            frames = reading.translateFrame(ByteBuffer.wrap(bytes, 0, count));
        } catch (InvalidDataException e) {
            sendClose(e.getCloseCode());
            throw new RefusedException(
                    "FRAME_MALFORMED",
                    "WebSocket frame",
                    String.valueOf(e.getMessage()),
                    "RFC 6455, and at most " + Limits.FRAME_BYTES_MAX + " bytes");
        }
        for (Framedata frame : frames) {
            if (!ended) {
                receive(frame);
            }
        }
    }

    private void receive(Framedata frame) throws IOException {
        switch (frame.getOpcode()) {
            case BINARY, CONTINUOUS -> {
                if (frame.getPayloadData().hasRemaining()) {
                    pings = 0;
                    arrived.add(frame.getPayloadData());
                }
            }
            case PING -> {
                if (++pings > Limits.PINGS_MAX) {
                    sendClose(CloseFrame.POLICY_VALIDATION);
                    throw new RefusedException(
                            "PING_FLOOD", "WebSocket frame", "PING", "at most " + Limits.PINGS_MAX + " between data");
                }
                PongFrame pong = new PongFrame();
                pong.setPayload(frame.getPayloadData());
                pong(pong);
            }
            case CLOSING -> {
                ended = true;
                sendClose(CloseFrame.NORMAL);
            }
            case PONG -> {}
            case TEXT -> {
                sendClose(CloseFrame.REFUSE);
                throw new RefusedException("NOT_OUR_PROTOCOL", "WebSocket frame", "text", "binary");
            }
        }
    }

    /** After our goodbye nobody waits for it. */
    private void pong(PongFrame pong) throws IOException {
        writeLock.lock();
        try {
            if (!closeSent) {
                send(pong);
            }
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    /** The other protocol's goodbye; the connection stays whole, since a proxy may take half an end for the whole one. */
    @Override
    public void shutdownOutput() throws IOException {
        sendClose(CloseFrame.NORMAL);
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        readMillis = millis;
        outer.setSoTimeout(millis);
    }

    @Override
    public InetAddress getInetAddress() {
        return outer.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return outer.getLocalAddress();
    }

    @Override
    public boolean isClosed() {
        return outer.isClosed();
    }

    @Override
    public void close() throws IOException {
        outer.close();
    }
}
