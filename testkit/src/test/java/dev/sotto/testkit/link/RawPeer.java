package dev.sotto.testkit.link;

import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.SecureChannel;
import dev.sotto.link.SecureChannelProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;

/** Speaks proper TLS 1.3 with a certificate, and then whatever a test wants to say. */
final class RawPeer implements AutoCloseable, SecureChannel.Output {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final SecureChannel channel;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

    RawPeer(PeerAddress target) throws IOException {
        this(target, JsseChannelProvider.fresh(new SecureRandom()));
    }

    /** With a key of the test's choice. */
    RawPeer(PeerAddress target, SecureChannelProvider provider) throws IOException {
        channel = provider.open(true, target);
        socket.connect(new InetSocketAddress(target.host(), target.port()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        channel.start(this);
        while (!channel.isEstablished()) {
            if (!receive()) {
                throw new IOException("closed during the handshake");
            }
        }
    }

    void say(byte[] bytes) {
        channel.send(bytes, 0, bytes.length, this);
    }

    /** All plaintext until the other side closes. */
    byte[] hearToTheEnd() {
        try {
            while (receive()) {
                continue;
            }
        } catch (IOException e) {
            plain.size(); // a reset is an end too
        }
        return plain.toByteArray();
    }

    private boolean receive() throws IOException {
        byte[] buffer = new byte[16 << 10];
        int count = socket.getInputStream().read(buffer);
        if (count > 0) {
            channel.received(buffer, 0, count, this);
        }
        return count >= 0 && !channel.isClosedByPeer();
    }

    @Override
    public void toNetwork(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            plain.size(); // the other side has closed: hearToTheEnd shows what it said
        }
    }

    @Override
    public void toPeer(byte[] bytes) {
        plain.writeBytes(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
