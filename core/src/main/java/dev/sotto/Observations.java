package dev.sotto;

import dev.sotto.document.Refusal;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Observers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Registers the app's observers at the loop. Any thread but the loop's. */
final class Observations {
    private final Door door;
    private final StatementCache statements;
    private final Callbacks callbacks;

    Observations(Door door, StatementCache statements, Callbacks callbacks) {
        this.door = door;
        this.statements = statements;
        this.callbacks = callbacks;
    }

    /**
     * Waits until the observer is registered; its first result comes after that, like all others on the app's executor.
     *
     * @throws StatementException for what is no SELECT, or cannot be observed
     * @throws ClosedException when the store is closed
     */
    Observing register(String statement, Map<String, ?> arguments, Observers.Consumer consumer) {
        if (!(statements.parse(statement) instanceof Statement.Select select)) {
            throw new StatementException(
                    new Refusal("QUERY_INVALID", "observed statement", "one that changes documents", "a SELECT"));
        }
        Arguments bound = Arguments.of(arguments);
        CompletableFuture<Runnable> registered = new CompletableFuture<>();
        Observing observing = new Observing(statement, door.peer());
        door.hand(peer -> peer.observe(
                select,
                bound,
                callbacks,
                observed -> {
                    if (!observing.isClosed()) {
                        consumer.accept(observed);
                    }
                },
                registered::complete,
                failure -> registered.completeExceptionally(Failures.of(failure))));
        observing.endsWith(OpenSotto.await(registered));
        return observing;
    }
}
