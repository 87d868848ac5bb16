package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;

/** A connection that we make. */
final class TcpDial extends TcpConnection implements Transport.Dial {
    private final TcpTransport transport;
    private final PeerAddress address;

    TcpDial(TcpTransport transport, PeerAddress address, LinkListener listener) {
        super(transport, listener, true);
        this.transport = transport;
        this.address = address;
    }

    @Override
    public void cancel() {
        cancelUnproven();
    }

    @Override
    void proved() {
        // only strangers that come in are counted
    }

    void run() {
        Optional<Socket> connected = Optional.empty();
        try {
            connected = Optional.of(dial());
        } catch (RefusedException e) {
            refused(address, e.refusal());
        } catch (RuntimeException e) { // SecurityException, where the app may not use the network
            refused(address, unreachable(e.toString()).refusal());
        } finally {
            if (!connected.isPresent()) {
                transport.forget(this);
            }
        }
        connected.ifPresent(socket -> serve(socket, address, address));
    }

    /** The first of the host's addresses that answers. */
    private Socket dial() {
        InetAddress[] hosts;
        try {
            hosts = InetAddress.getAllByName(address.host());
        } catch (UnknownHostException e) {
            throw TcpTransport.hostUnknown(address);
        }
        RefusedException last = TcpTransport.hostUnknown(address);
        for (int i = 0; i < Math.min(hosts.length, Limits.HOST_ADDRESSES_MAX); i++) {
            Socket socket = new Socket();
            try {
                if (!own(socket)) {
                    TcpLink.closeNow(socket);
                    throw unreachable("a dial that was cancelled");
                }
                socket.connect(new InetSocketAddress(hosts[i], address.port()), Limits.CONNECT_MILLIS);
                return socket;
            } catch (SocketTimeoutException e) {
                last = unreachable("no answer within " + Limits.CONNECT_MILLIS / 1000 + " s");
                TcpLink.closeNow(socket);
            } catch (ConnectException e) {
                last = unreachable(String.valueOf(e.getMessage()));
                TcpLink.closeNow(socket);
            } catch (IOException | IllegalArgumentException e) {
                last = unreachable(String.valueOf(e.getMessage()));
                TcpLink.closeNow(socket);
            }
        }
        throw last;
    }

    private RefusedException unreachable(String words) {
        return new RefusedException(
                new Refusal("PEER_UNREACHABLE", "address", address + ": " + words, "a peer that listens there"));
    }
}
