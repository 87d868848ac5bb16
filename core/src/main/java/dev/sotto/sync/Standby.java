package dev.sotto.sync;

import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.wire.Message;
import java.util.Optional;

/**
 * A link without a session: it is kept alive, so that a HELLO on it is all that it takes when the link that carries breaks. Sans
 * I/O.
 *
 * <pre>
 *   session -- STANDBY sent and answered --> Standby -- HELLO, by either end --> session
 *                                               |---- silence, BYE, REFUSE ----> over
 * </pre>
 */
public final class Standby implements Talk {
    private final StoreId peer;
    private final Heartbeat heartbeat;
    private boolean over;

    /**
     * @param hello what the peer said of itself when it had a session here
     * @param wishMillis how often it wants to hear of us, as it said last
     */
    public Standby(Message.Hello hello, long wishMillis, StoreId own, long heartbeatMillis, Now now) {
        this.peer = hello.storeId();
        this.heartbeat = new Heartbeat(heartbeatMillis);
        heartbeat.theirs(wishMillis);
        heartbeat.leads(own.compareTo(peer) < 0);
        heartbeat.heard(now);
        heartbeat.sent(now);
    }

    @Override
    public void on(Event event, Now now, Effects effects) {
        if (over) {
            return;
        }
        if (event instanceof Event.Received received) {
            heartbeat.heard(now);
            received(received.message(), now, effects);
        } else if (event instanceof Event.HeartbeatChanged changed) {
            heartbeat.ours(changed.heartbeatMillis());
            send(new Message.Ping(heartbeat.oursMillis(), 0), now, effects);
        } else if (event instanceof Event.Refuse refuse) {
            send(new Message.Refuse(refuse.refusal(), true), now, effects);
            end(refuse.refusal().code(), effects);
        } else if (event instanceof Event.Suspend) {
            send(new Message.Bye(Message.Bye.Reason.SUSPEND, 0, 0), now, effects);
            end("CLOSED_SUSPEND", effects);
        } else if (event instanceof Event.Close) {
            send(new Message.Bye(Message.Bye.Reason.STOP, 0, 0), now, effects);
            end("CLOSED_STOP", effects);
        } else if (event instanceof Event.LinkLost) {
            end("LINK_LOST", effects);
        }
        beat(now, effects);
    }

    private void received(Message message, Now now, Effects effects) {
        if (message instanceof Message.Ping ping) {
            heartbeat.theirs(ping.heartbeatMillis());
            send(new Message.Pong(heartbeat.oursMillis(), 0), now, effects);
        } else if (message instanceof Message.Pong pong) {
            heartbeat.theirs(pong.heartbeatMillis());
        } else if (message instanceof Message.Bye bye) {
            end("BYE_" + bye.reason(), effects);
        } else if (message instanceof Message.Refuse refuse) {
            if (refuse.closing()) {
                end(refuse.refusal().code(), effects);
            }
        } else {
            Refusal refusal = new Refusal(
                    "PROTOCOL_STATE",
                    "message",
                    message.getClass().getSimpleName() + " on a link that stands by",
                    "HELLO, PING, PONG or BYE");
            effects.event(new SyncEvent.RefusedPeer(peer, refusal));
            send(new Message.Refuse(refusal, true), now, effects);
            end(refusal.code(), effects);
        }
    }

    private void beat(Now now, Effects effects) {
        if (!over && heartbeat.isSilent(now)) {
            end("PEER_SILENT", effects);
        } else if (!over && heartbeat.isDue(now)) {
            send(new Message.Ping(heartbeat.oursMillis(), 0), now, effects);
        }
        if (!over) {
            effects.wakeAt(heartbeat.wakeMillis(true));
        }
    }

    private void send(Message message, Now now, Effects effects) {
        heartbeat.sent(now);
        effects.send(message);
    }

    private void end(String code, Effects effects) {
        over = true;
        effects.event(new SyncEvent.Disconnected(Optional.of(peer), code));
        effects.close();
    }

    @Override
    public void heard(Now now) {
        heartbeat.heard(now);
    }

    @Override
    public void abandon() {
        over = true;
    }
}
