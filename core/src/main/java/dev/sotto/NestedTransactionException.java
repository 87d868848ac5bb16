package dev.sotto;

/**
 * The body of a transaction called its own Sotto in a way that would have waited for the transaction itself, or gone past it:
 * statements inside go through the {@link Transaction} that the body was given. The transaction goes on, unless the body
 * lets this exception out.
 */
public final class NestedTransactionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NestedTransactionException(String call, String name) {
        super("TRANSACTION_NESTED: " + call + " inside the transaction" + (name.isEmpty() ? "" : " \"" + name + '"')
                + " of the same Sotto; use the Transaction that its body was given, or call it after the body");
    }

    /** TRANSACTION_NESTED. */
    public String code() {
        return "TRANSACTION_NESTED";
    }
}
