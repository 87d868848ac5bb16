package dev.sotto.query.scan;

/** Asked again and again by whatever may run long, on the thread that runs it: a statement ends where this throws. */
public interface Cancellation {
    /** Nothing ends it. */
    Cancellation NEVER = () -> {};

    /** @throws dev.sotto.query.StatementException STATEMENT_CANCELLED or STATEMENT_TIMEOUT */
    void check();
}
