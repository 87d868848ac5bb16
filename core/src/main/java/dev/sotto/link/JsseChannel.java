package dev.sotto.link;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One TLS 1.3 channel around an SSLEngine.
 *
 * <p>What went wrong is read off the bytes wherever they say it, because the words of exceptions differ from one platform's
 * TLS to the next: the first byte of a stream that is not TLS, and the alerts that travel in the clear before keys exist
 * (RFC 8446, section 6: record type 21, level, description).
 */
final class JsseChannel implements SecureChannel {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int HANDSHAKE_RECORD = 22;
    private static final int ALERT_RECORD = 21;
    private static final int RECORD_HEADER_BYTES = 5;
    /** An alert in the clear: header, level, description. */
    private static final int CLEAR_ALERT_BYTES = RECORD_HEADER_BYTES + 2;

    private static final int NO_ALERT = -1;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int PROTOCOL_VERSION = 70;

    private final SSLEngine engine;
    private final boolean dialled;
    /** Ciphertext that the engine has not taken; between calls positioned for more. */
    private ByteBuffer incoming;

    private ByteBuffer plain;
    private ByteBuffer sealed;
    private boolean established;
    private boolean closedByPeer;
    private boolean closed;
    private int recordsOpened;
    /** Whether this end has said anything but an alert. */
    private boolean answered;

    private long handshakeBytes;
    private int alertSent = NO_ALERT;
    private int alertReceived = NO_ALERT;
    private @Nullable Bytes peerKeyHash;

    JsseChannel(SSLEngine engine, boolean dialled) {
        this.engine = engine;
        this.dialled = dialled;
        this.incoming = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        this.sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    @Override
    public void start(Output output) {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw refused("TLS_UNAVAILABLE", String.valueOf(e.getMessage()), "a platform that speaks TLS 1.3");
        }
        advance(output);
    }

    @Override
    public void received(byte[] bytes, int offset, int length, Output output) {
        int done = 0;
        while (done < length && !closedByPeer) {
            int taken = Math.min(length - done, incoming.remaining());
            incoming.put(bytes, offset + done, taken);
            done += taken;
            if (!established) {
                boundHandshake(taken, output);
            }
            advance(output);
            if (!incoming.hasRemaining()) {
                throw refused("CHANNEL_INTEGRITY", "a record above " + incoming.capacity() + " bytes", "TLS records");
            }
        }
    }

    @Override
    public void send(byte[] bytes, int offset, int length, Output output) {
        ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (from.hasRemaining()) {
                if (wrap(from, output) == SSLEngineResult.Status.CLOSED) {
                    throw refused("CHANNEL_INTEGRITY", "a channel that was closed", "an open one");
                }
            }
        } catch (SSLException e) {
            throw explain(e, output);
        }
        advance(output); // the engine may wish to change keys after so many records
    }

    @Override
    public void close(Output output) {
        if (closed) {
            return;
        }
        closed = true;
        engine.closeOutbound();
        flush(output);
        goodbye(output);
    }

    /** Conscrypt does not ask to wrap its goodbye; JSSE has said it by now. */
    private void goodbye(Output output) {
        try {
            if (!engine.isOutboundDone()) {
                wrap(NOTHING, output);
            }
        } catch (SSLException e) {
            return; // the engine is broken: there is nothing left to say
        }
    }

    @Override
    public boolean isEstablished() {
        return established;
    }

    @Override
    public boolean isClosedByPeer() {
        return closedByPeer;
    }

    @Override
    public int unfinishedBytes() {
        return incoming.position();
    }

    @Override
    public Bytes peerKeyHash() {
        if (peerKeyHash == null) {
            throw new IllegalStateException("the peer's key is known once the handshake is done");
        }
        return peerKeyHash;
    }

    private void advance(Output output) {
        ((Buffer) incoming).flip(); // Android's ByteBuffer has no flip() of its own before API 28
        try {
            boolean more = true;
            while (more) {
                more = step(output);
            }
        } catch (SSLException e) {
            throw explain(e, output);
        } finally {
            incoming.compact();
        }
    }

    /** Does the one thing that the engine asks for; false when it waits for the network. */
    private boolean step(Output output) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
                return true;
            }
            case NEED_WRAP -> {
                return wrap(NOTHING, output) == SSLEngineResult.Status.OK;
            }
            default -> {
                return incoming.hasRemaining() && !closedByPeer && unwrap(output);
            }
        }
    }

    private SSLEngineResult.Status wrap(ByteBuffer from, Output output) throws SSLException {
        SSLEngineResult result = engine.wrap(from, sealed);
        while (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            sealed = ByteBuffer.allocate(
                    Math.max(2 * sealed.capacity(), engine.getSession().getPacketBufferSize()));
            result = engine.wrap(from, sealed);
        }
        byte[] record = drain(sealed);
        if (record.length > 0) {
            if (isClearAlert(record, record.length)) {
                alertSent = record[RECORD_HEADER_BYTES + 1];
            } else {
                answered = true;
            }
            output.toNetwork(record);
        }
        noteFinished(result, output);
        return result.getStatus();
    }

    private boolean unwrap(Output output) throws SSLException {
        if (recordsOpened == 0 && isClearAlert(incoming)) {
            alertReceived = incoming.get(incoming.position() + RECORD_HEADER_BYTES + 1);
        }
        SSLEngineResult result = engine.unwrap(incoming, plain);
        if (plain.position() > 0) {
            output.toPeer(drain(plain));
        }
        noteFinished(result, output);
        switch (result.getStatus()) {
            case OK -> {
                recordsOpened += result.bytesConsumed() > 0 ? 1 : 0;
                closedByPeer = engine.isInboundDone(); // Conscrypt answers OK to a goodbye, JSSE CLOSED
                return true;
            }
            case BUFFER_OVERFLOW -> {
                plain = ByteBuffer.allocate(
                        Math.max(2 * plain.capacity(), engine.getSession().getApplicationBufferSize()));
                return true;
            }
            case CLOSED -> {
                closedByPeer = true;
                return false;
            }
            default -> { // BUFFER_UNDERFLOW: the rest of the record is on its way
                return false;
            }
        }
    }

    private void noteFinished(SSLEngineResult result, Output output) {
        if (established || result.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.FINISHED) {
            return;
        }
        try {
            // Resumed sessions skip the trust manager, so the key is taken here, each time.
            peerKeyHash = ChannelKey.keyHash(engine.getSession().getPeerCertificates()[0]);
            established = true;
        } catch (SSLPeerUnverifiedException e) {
            close(output);
            throw refused("CLIENT_CERT_REQUIRED", "no certificate", "TLS 1.3 with a certificate on both sides");
        }
    }

    /** Refuses what is not TLS at its first byte, and a handshake that never ends at {@link Limits#HANDSHAKE_BYTES_MAX}. */
    private void boundHandshake(int taken, Output output) {
        if (handshakeBytes == 0) {
            int first = incoming.get(0) & 0xff;
            boolean tls = first == HANDSHAKE_RECORD || (dialled && first == ALERT_RECORD);
            if (!tls || (taken > 1 && incoming.get(1) != 3)) {
                throw notOurs(taken, output);
            }
        }
        handshakeBytes += taken;
        if (handshakeBytes > Limits.HANDSHAKE_BYTES_MAX) {
            throw recordsOpened == 0
                    ? refused("NOT_OUR_PROTOCOL", handshakeBytes + " bytes and no greeting", "a TLS 1.3 handshake")
                    : refused(
                            "CERT_TOO_LARGE",
                            "a handshake above " + Limits.HANDSHAKE_BYTES_MAX + " bytes",
                            "a certificate of at most " + Limits.CERTIFICATE_BYTES_MAX + " bytes");
        }
    }

    private RefusedException notOurs(int taken, Output output) {
        byte[] begin = new byte[Math.min(taken, 16)];
        for (int i = 0; i < begin.length; i++) {
            begin[i] = incoming.get(i);
        }
        closed = true; // no TLS alert to whoever does not speak TLS
        if (!dialled && HttpHint.looksLikeHttp(begin)) {
            output.toNetwork(HttpHint.answer());
        }
        return refused("NOT_OUR_PROTOCOL", HttpHint.describe(begin), "Sotto's sync protocol over TLS 1.3");
    }

    private RefusedException explain(SSLException e, Output output) {
        flush(output);
        String words = String.valueOf(e.getMessage());
        if (alertReceived == PROTOCOL_VERSION || alertSent == PROTOCOL_VERSION) {
            return refused("TLS_VERSION", "a peer that speaks only older versions of TLS", "TLS 1.3");
        }
        if (alertReceived == HANDSHAKE_FAILURE || alertSent == HANDSHAKE_FAILURE) {
            return refused("TLS_PARAMETERS", "no cipher or curve in common", "AES-GCM or ChaCha20 and P-256");
        }
        if (alertReceived != NO_ALERT || words.contains("alert")) {
            return refused("CHANNEL_REFUSED", "the peer's TLS alert: " + words, "a peer that accepts our handshake");
        }
        CertificateTooLarge tooLarge = tooLargeIn(e);
        // JSSE itself stops at handshake messages of 32 KiB, of which only certificates can be that large.
        if (tooLarge != null || (!established && recordsOpened > 0 && words.contains("maximum allowed size"))) {
            return refused(
                    "CERT_TOO_LARGE",
                    tooLarge == null ? words : String.valueOf(tooLarge.getMessage()),
                    "at most " + Limits.CERTIFICATE_CHAIN_MAX + " certificates of at most "
                            + Limits.CERTIFICATE_BYTES_MAX + " bytes");
        }
        // Conscrypt takes a whole record before it looks at it, so for a listener only its own greeting tells.
        if (dialled ? recordsOpened == 0 : !answered) {
            return refused("NOT_OUR_PROTOCOL", "no TLS handshake: " + words, "Sotto's sync protocol over TLS 1.3");
        }
        return refused("CHANNEL_INTEGRITY", "bytes that the peer did not seal: " + words, "the peer's own bytes");
    }

    /** Gives out what the engine still has to say; a failure here would only hide the first one. */
    private void flush(Output output) {
        try {
            for (int i = 0; i < 4 && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP; i++) {
                if (wrap(NOTHING, output) != SSLEngineResult.Status.OK) {
                    return;
                }
            }
        } catch (SSLException e) {
            closed = true; // the engine is broken: there is nothing left to say
        }
    }

    private static @Nullable CertificateTooLarge tooLargeIn(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 8; depth++, cause = cause.getCause()) {
            if (cause instanceof CertificateTooLarge found) {
                return found;
            }
        }
        return null;
    }

    private static boolean isClearAlert(byte[] record, int length) {
        return length == CLEAR_ALERT_BYTES && record[0] == ALERT_RECORD && record[3] == 0 && record[4] == 2;
    }

    private static boolean isClearAlert(ByteBuffer from) {
        int at = from.position();
        return from.remaining() >= CLEAR_ALERT_BYTES
                && from.get(at) == ALERT_RECORD
                && from.get(at + 3) == 0
                && from.get(at + 4) == 2;
    }

    private static byte[] drain(ByteBuffer buffer) {
        ((Buffer) buffer).flip();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        ((Buffer) buffer).clear();
        return bytes;
    }

    private static RefusedException refused(String code, String got, String wanted) {
        return new RefusedException(new Refusal(code, "channel", got, wanted));
    }

    /** How the trust manager tells this class why it said no. */
    static final class CertificateTooLarge extends CertificateException {
        private static final long serialVersionUID = 1;

        CertificateTooLarge(String got) {
            super(got);
        }
    }

    /** What to tell people who point a browser at the sync port. */
    private static final class HttpHint {
        private static final String[] METHODS = {"GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "CONN", "PATC", "PRI "
        };
        private static final String HINT = "This port speaks Sotto's sync protocol over TLS 1.3, not HTTP.\n";

        static boolean looksLikeHttp(byte[] begin) {
            String text = new String(begin, StandardCharsets.ISO_8859_1);
            for (String method : METHODS) {
                if (text.startsWith(method)) {
                    return true;
                }
            }
            return false;
        }

        static byte[] answer() {
            return ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                            + HINT.length() + "\r\n\r\n" + HINT)
                    .getBytes(StandardCharsets.US_ASCII);
        }

        /** The first bytes for a log: as text if they are printable, else as hex; never raw. */
        static String describe(byte[] begin) {
            StringBuilder hex = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (byte b : begin) {
                hex.append(String.format("%02x", b));
                text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
            }
            return "bytes that begin with " + hex + " (\"" + text + "\")";
        }
    }
}
