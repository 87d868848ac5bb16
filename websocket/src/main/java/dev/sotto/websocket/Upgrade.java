package dev.sotto.websocket;

import dev.sotto.document.RefusedException;
import dev.sotto.link.HandshakeDeadline;
import dev.sotto.link.PeerAddress;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.HandshakeState;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.HandshakeImpl1Client;
import org.java_websocket.handshake.HandshakeImpl1Server;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.handshake.ServerHandshake;

/**
 * The request that turns an HTTP connection into a WebSocket, and its answer (RFC 6455, section 4). Blocks its thread, until a
 * deadline.
 */
final class Upgrade {
    private static final String VERSION = "13";

    private final Socket socket;
    private final PeerAddress address;
    private final HandshakeDeadline deadline;
    private byte[] received = new byte[0];

    Upgrade(Socket socket, PeerAddress address, HandshakeDeadline deadline) {
        this.socket = socket;
        this.address = address;
        this.deadline = deadline;
    }

    /** The client's side. What came behind the answer. */
    byte[] ask() throws IOException {
        Draft_6455 draft = WebSocketTunnel.draft(true);
        HandshakeImpl1Client request = new HandshakeImpl1Client();
        request.setResourceDescriptor(address.webPath());
        request.put("Host", new PeerAddress(address.host(), address.port()).toString());
        draft.postProcessHandshakeRequestAsClient(request);
        send(draft, request);
        byte[] head = head();
        String first = firstLine(head);
        try {
            Handshakedata answer = draft.translateHandshake(ByteBuffer.wrap(head));
            if (answer instanceof ServerHandshake response
                    && draft.acceptHandshakeAsClient(request, response) == HandshakeState.MATCHED) {
                return received;
            }
        } catch (InvalidHandshakeException e) {
            throw refused("the answer \"" + first + "\"", "101, a WebSocket at " + address);
        }
        throw refused("the answer \"" + first + "\" with the wrong fields", "101 as RFC 6455 has it");
    }

    /** The server's side. What came behind the request. */
    byte[] answer() throws IOException {
        Draft_6455 draft = WebSocketTunnel.draft(false);
        byte[] head = head();
        String first = firstLine(head);
        if (!first.startsWith("GET ")) {
            throw refuse("405 Method Not Allowed", "Allow: GET\r\n", first);
        }
        try {
            if (draft.translateHandshake(ByteBuffer.wrap(head)) instanceof ClientHandshake request) {
                return accept(draft, request, first);
            }
        } catch (InvalidHandshakeException e) {
            throw refuse("400 Bad Request", "", first);
        }
        throw refuse("400 Bad Request", "", first);
    }

    private byte[] accept(Draft_6455 draft, ClientHandshake request, String first)
            throws IOException, InvalidHandshakeException {
        if (!request.getResourceDescriptor().equals(address.webPath())) {
            throw refuse("404 Not Found", "", first);
        }
        if (!isWebSocket(request) || draft.acceptHandshakeAsServer(request) != HandshakeState.MATCHED) {
            throw refuse(
                    "426 Upgrade Required", "Upgrade: websocket\r\nSec-WebSocket-Version: " + VERSION + "\r\n", first);
        }
        HandshakeImpl1Server response = new HandshakeImpl1Server();
        draft.postProcessHandshakeResponseAsServer(request, response);
        send(draft, response);
        return received;
    }

    private static boolean isWebSocket(ClientHandshake request) {
        return request.getFieldValue("Upgrade").equalsIgnoreCase("websocket")
                && request.getFieldValue("Sec-WebSocket-Version").trim().equals(VERSION)
                && !request.getFieldValue("Sec-WebSocket-Key").isEmpty();
    }

    private void send(Draft_6455 draft, Handshakedata handshake) throws IOException {
        for (ByteBuffer bytes : draft.createHandshake(handshake)) {
            socket.getOutputStream().write(bytes.array(), 0, bytes.remaining());
        }
    }

    /** Everything up to the empty line; what is behind it stays in {@link #received}. */
    private byte[] head() throws IOException {
        byte[] buffer = new byte[Limits.READ_BYTES];
        int end = -1;
        while (end < 0) {
            if (received.length > Limits.HEAD_BYTES_MAX) {
                throw refuse("431 Request Header Fields Too Large", "", firstLine(received));
            }
            int count = read(buffer);
            int before = received.length;
            received = Arrays.copyOf(received, before + count);
            System.arraycopy(buffer, 0, received, before, count);
            if (!isLetter(received[0])) {
                throw refused("no HTTP", "a WebSocket's request or answer");
            }
            end = endOfHead();
        }
        byte[] head = Arrays.copyOf(received, end);
        received = Arrays.copyOfRange(received, end, received.length);
        return head;
    }

    private static boolean isLetter(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    private int endOfHead() {
        for (int i = 3; i < received.length; i++) {
            if (received[i] == '\n' && received[i - 1] == '\r' && received[i - 2] == '\n' && received[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private int read(byte[] buffer) throws IOException {
        while (true) {
            socket.setSoTimeout(deadline.leftMillis());
            try {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    throw new RefusedException(
                            "PEER_GONE", "connection", "the end of the stream", "a WebSocket's request or answer");
                }
                return count;
            } catch (SocketTimeoutException e) {
                continue; // the clock decides
            }
        }
    }

    private static String firstLine(byte[] head) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < head.length && head[i] != '\r' && line.length() < Limits.SHOWN_CHARS; i++) {
            line.append(head[i] >= ' ' && head[i] < 0x7f ? (char) head[i] : '?');
        }
        return line.toString();
    }

    /** Tells a client of HTTP what this is, in words for whoever looks at it with a browser. */
    private RefusedException refuse(String status, String fields, String first) throws IOException {
        String words = "This is a Sotto peer. It speaks WebSocket (RFC 6455, version " + VERSION
                + ") at its own path, and nothing else.\n";
        String answer = "HTTP/1.1 " + status + "\r\n" + fields + "Content-Type: text/plain\r\nContent-Length: "
                + words.length() + "\r\nConnection: close\r\n\r\n" + words;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        return refused("\"" + first + "\", answered " + status, "a WebSocket's request for " + address.webPath());
    }

    /** Reads on for a moment: a socket that is closed with unread bytes resets the connection, and takes our answer with it. */
    void drain() {
        try {
            socket.setSoTimeout(Limits.REFUSED_DRAIN_MILLIS);
            byte[] buffer = new byte[Limits.READ_BYTES];
            int count = 0;
            for (int reads = 0; reads < Limits.REFUSED_DRAIN_READS && count >= 0; reads++) {
                count = socket.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            return; // it does not listen; the refusal that brought us here is what counts
        }
    }

    private static RefusedException refused(String got, String wanted) {
        return new RefusedException("NOT_OUR_PROTOCOL", "connection", got, wanted);
    }
}
