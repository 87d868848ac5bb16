package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.Authenticated;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its socket to the end of AUTH: TLS, then the proof of the key, against one deadline for all of it. Runs
 * on one thread and blocks it; only {@link TcpLink#closeNow} on the socket cuts it short.
 */
final class Proving {
    private final Socket socket;
    private final SecureChannel channel;
    private final boolean dialled;
    private final Credentials credentials;
    private final SecureChannelProvider channels;
    private final OwnNonces nonces;
    private final HandshakeDeadline deadline;
    private final ByteArrayOutputStream toNetwork = new ByteArrayOutputStream();
    private final List<byte[]> plain = new ArrayList<>();
    private final SecureChannel.Output output = new SecureChannel.Output() {
        @Override
        public void toNetwork(byte[] bytes) {
            toNetwork.write(bytes, 0, bytes.length);
        }

        @Override
        public void toPeer(byte[] bytes) {
            plain.add(bytes);
        }
    };
    private @Nullable Handshake handshake;

    Proving(
            Socket socket,
            SecureChannel channel,
            boolean dialled,
            Credentials credentials,
            SecureChannelProvider channels,
            OwnNonces nonces,
            HandshakeDeadline deadline) {
        this.socket = socket;
        this.channel = channel;
        this.dialled = dialled;
        this.credentials = credentials;
        this.channels = channels;
        this.nonces = nonces;
        this.deadline = deadline;
    }

    /**
     * A peer that has proved the key.
     *
     * @param authenticated what AUTH agreed on
     * @param received plaintext that came right behind its proof
     */
    record Proved(Authenticated authenticated, List<byte[]> received) {}

    /** @throws RefusedException for whatever else there is at the other end, after it was told as far as it can be told */
    Proved prove() throws IOException {
        try {
            return exchange();
        } catch (RefusedException e) {
            sayLastWords();
            throw e;
        }
    }

    /** Tells whoever has proved the key why there is no link for it, in the place of our HELLO. */
    void turnAway(Refusal why) {
        send(Handshake.turningAway(why));
        sayLastWords();
    }

    private Proved exchange() throws IOException {
        byte[] buffer = new byte[Limits.READ_BYTES];
        channel.start(output);
        flush();
        while (true) {
            int count = read(buffer);
            channel.received(buffer, 0, count, output);
            Optional<Proved> proved = channel.isEstablished() ? authenticate() : Optional.empty();
            flush();
            if (proved.isPresent()) {
                return proved.get();
            }
            if (channel.isClosedByPeer()) {
                throw gone("a goodbye");
            }
        }
    }

    /** Feeds the plaintext that has come to the AUTH machine, and what follows its end to the link. */
    private Optional<Proved> authenticate() {
        if (handshake == null) {
            handshake = new Handshake(
                    credentials,
                    dialled,
                    channels.ownKeyHash(),
                    channel.peerKeyHash(),
                    nonces.next(),
                    nonces::contains);
            send(handshake.start());
        }
        while (!plain.isEmpty()) {
            Handshake.Step step = handshake.received(plain.remove(0));
            send(step.toPeer());
            if (step.outcome() instanceof Handshake.Refused refused) {
                throw new RefusedException(refused.refusal());
            }
            if (step.outcome() instanceof Handshake.Done done) {
                List<byte[]> received = new ArrayList<>();
                if (done.rest().length > 0) {
                    received.add(done.rest());
                }
                received.addAll(plain);
                return Optional.of(new Proved(done.authenticated(), received));
            }
        }
        return Optional.empty();
    }

    private void send(byte[] frames) {
        if (frames.length > 0) {
            channel.send(frames, 0, frames.length, output);
        }
    }

    private int read(byte[] buffer) throws IOException {
        int count = 0;
        while (count == 0) {
            socket.setSoTimeout(deadline.leftMillis());
            try {
                count = socket.getInputStream().read(buffer);
            } catch (SocketTimeoutException e) {
                continue; // the ticker decides, not the socket
            }
        }
        if (count < 0) {
            throw gone("the end of the stream");
        }
        return count;
    }

    private RefusedException gone(String how) {
        return new RefusedException(new Refusal(
                "PEER_GONE", "connection", how + " before AUTH was done", "a peer that shares our key and app"));
    }

    private void flush() throws IOException {
        if (toNetwork.size() > 0) {
            socket.getOutputStream().write(toNetwork.toByteArray());
            toNetwork.reset();
        }
    }

    /**
     * Sends what is left to say (an alert, our AUTH, the hint for browsers) and reads on for a moment: a socket closed with
     * unread bytes resets the connection, and a reset throws away what the peer has not read yet.
     */
    private void sayLastWords() {
        try {
            channel.close(output);
            flush();
            socket.shutdownOutput();
            socket.setSoTimeout(Limits.REFUSED_DRAIN_MILLIS);
            byte[] buffer = new byte[Limits.REFUSED_DRAIN_BYTES];
            int count = 0;
            for (int reads = 0; reads < Limits.REFUSED_DRAIN_READS && count >= 0; reads++) {
                count = socket.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            return; // it does not listen; the refusal that brought us here is what counts
        }
    }
}
