package dev.sotto.sync;

import dev.sotto.document.Refusal;
import dev.sotto.wire.Message;

/** What happens to a session. */
public sealed interface Event {
    /** The link is up and AUTH is done on both sides. */
    record Start() implements Event {}

    record Received(Message message) implements Event {}

    /**
     * Transactions became durable, whoever wrote them.
     *
     * @param ticket of the newest durable {@link Replica#merge}
     */
    record Committed(long ticket) implements Event {}

    /** The time of the last {@link Effects#wakeAt} has come, or any other moment. */
    record Tick() implements Event {}

    /** {@link Replica#subscriptions} gives something else than before. */
    record SubscriptionsChanged() implements Event {}

    /** The app went to the foreground or background: the longest silence that we wish from now on. */
    record HeartbeatChanged(long heartbeatMillis) implements Event {}

    /**
     * The process will stop running soon: commit cursors, say BYE, close.
     *
     * @param deadlineMillis monotonic; then BYE goes out even if the commit is not durable
     */
    record Suspend(long deadlineMillis) implements Event {}

    /**
     * Another session of the peer's store began, of another process: does this one's still answer? {@link
     * SyncEvent.Answered} says so. If it is the older one of the two it does nothing but wait for that, and ends when the
     * peer stays silent.
     */
    record Question(boolean older) implements Event {}

    /** Something that only those who see several sessions know is wrong: say so and end. */
    record Refuse(Refusal refusal) implements Event {}

    /** The app ends the session. */
    record Close() implements Event {}

    /** The link is gone. */
    record LinkLost() implements Event {}
}
