package dev.sotto.peer;

import dev.sotto.store.StatementOutcome;
import dev.sotto.sync.Delivery;
import java.util.Optional;
import java.util.function.Consumer;

/** Whoever waits for a commit to be asked about. */
final class Tracking implements Answer {
    private final Delivery delivery;
    private final DeliveryLog deliveries;
    private final Runnable publish;
    private final Consumer<Optional<Delivery>> tracked;
    private final Consumer<RuntimeException> failed;

    Tracking(
            Delivery delivery,
            DeliveryLog deliveries,
            Runnable publish,
            Consumer<Optional<Delivery>> tracked,
            Consumer<RuntimeException> failed) {
        this.delivery = delivery;
        this.deliveries = deliveries;
        this.publish = publish;
        this.tracked = tracked;
        this.failed = failed;
    }

    @Override
    public void done(StatementOutcome outcome, long commit) {
        deliveries.track(delivery);
        publish.run();
        tracked.accept(Optional.of(delivery));
    }

    @Override
    public void failed(RuntimeException why) {
        failed.accept(why);
    }
}
