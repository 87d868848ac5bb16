package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One connection from before its proof to the end of its link. */
abstract class TcpConnection {
    private final TcpTransport transport;
    private final LinkListener listener;
    private final boolean dialled;
    private final ReentrantLock state = new ReentrantLock();
    private boolean abandoned;
    private @Nullable Socket socket;
    private @Nullable TcpLink link;

    TcpConnection(TcpTransport transport, LinkListener listener, boolean dialled) {
        this.transport = transport;
        this.listener = listener;
        this.dialled = dialled;
    }

    /** Ends it without a word: a link as LOCAL, anything earlier unheard. */
    final void abandon() {
        giveUp(true);
    }

    /** Ends it if it is not a link yet. */
    final void cancelUnproven() {
        giveUp(false);
    }

    private void giveUp(boolean linkToo) {
        Socket toClose = null;
        TcpLink toAbort = null;
        state.lock();
        try {
            if (link == null) {
                abandoned = true;
                toClose = socket;
            } else if (linkToo) {
                toAbort = link;
            }
        } finally {
            state.unlock();
        }
        if (toClose != null) {
            TcpLink.closeNow(toClose);
        }
        if (toAbort != null) {
            toAbort.abort();
        }
    }

    /** Ends it if it is a link whose own address is on no network any more. */
    final void endIfCut(Predicate<InetAddress> isOnANetwork) {
        TcpLink open;
        state.lock();
        try {
            open = link;
        } finally {
            state.unlock();
        }
        if (open != null) {
            open.endIfCut(isOnANetwork);
        }
    }

    /** Takes the socket that this connection is from now on; false if it was given up before. */
    final boolean own(Socket fresh) {
        state.lock();
        try {
            socket = fresh;
            return !abandoned;
        } finally {
            state.unlock();
        }
    }

    private boolean become(TcpLink fresh) {
        state.lock();
        try {
            if (!abandoned) {
                link = fresh;
            }
            return !abandoned;
        } finally {
            state.unlock();
        }
    }

    final void refused(PeerAddress remote, Refusal why) {
        boolean heard;
        state.lock();
        try {
            heard = !abandoned;
        } finally {
            state.unlock();
        }
        if (heard) {
            listener.refused(remote, dialled, why);
        }
    }

    /** Called once, when a stranger is one no more, by its proof or by its end. */
    abstract void proved();

    /** Proves the peer and runs the link to its end, on this thread. */
    final void serve(Socket connected, PeerAddress remote, PeerAddress at) {
        boolean counted = false;
        boolean stranger = true;
        HandshakeDeadline deadline = transport.deadline();
        Runnable callOff = () -> {};
        try {
            callOff = transport.closeAfter(deadline, connected, at);
            connected.setTcpNoDelay(true);
            Socket inside = transport.within(connected, at, dialled, deadline);
            SecureChannel channel = transport.channels().open(dialled, remote);
            Proving proving = transport.proving(inside, channel, dialled, deadline);
            Proving.Proved peer = proving.prove();
            stranger = false;
            callOff.run();
            proved();
            Optional<Refusal> full = transport.admission().openLink();
            if (full.isPresent()) {
                refused(remote, full.get());
                proving.turnAway(full.get());
                return;
            }
            counted = true;
            TcpLink fresh = new TcpLink(
                    inside,
                    Way.of(connected.getInetAddress(), at.isWeb()),
                    channel,
                    dialled,
                    remote,
                    peer.authenticated(),
                    listener,
                    transport::abortLater);
            if (become(fresh)) {
                fresh.run(peer.received());
            }
        } catch (RefusedException e) {
            refused(remote, e.refusal());
        } catch (IOException e) {
            refused(remote, deadline.isOverSince(0) ? HandshakeDeadline.over() : gone(e));
        } catch (RuntimeException e) {
            // A platform's TLS has its own ideas of what to throw at strange bytes; on a phone it would end the app.
            refused(remote, new Refusal("CHANNEL_FAILED", "channel", e.toString(), "a handshake"));
        } finally {
            callOff.run();
            TcpLink.closeNow(connected);
            if (stranger) {
                proved();
            }
            if (counted) {
                transport.admission().linkLeft();
            }
            transport.forget(this);
        }
    }

    private static Refusal gone(IOException e) {
        return new Refusal("PEER_GONE", "connection", String.valueOf(e.getMessage()), "a peer that proves itself");
    }
}
