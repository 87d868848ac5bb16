package dev.sotto;

/** What the facade and its loop allow. The limits of statements, documents and frames stand in their own rooms. */
public final class Limits {
    /** Bytes of one document's canonical CBOR on a local write, unless the config says otherwise: rows stay cheap. */
    public static final int DOCUMENT_BYTES_DEFAULT = 1024 * 1024;

    /** The most that a config may allow: a document travels in at most 16 MiB with its stamps. */
    public static final int DOCUMENT_BYTES_MAX = 4 * 1024 * 1024;

    /** UTF-8 bytes of a peer's name: it is shown in lists and goes over the wire in each greeting. */
    public static final int NAME_BYTES_MAX = 24;

    /** UTF-8 bytes of an app id: it is part of each handshake. */
    public static final int APP_ID_BYTES_MAX = 64;

    /** Addresses that a peer dials and keeps dialling. */
    public static final int CONNECT_ADDRESSES_MAX = 64;

    /** Addresses that a peer listens on. */
    public static final int LISTEN_ADDRESSES_MAX = 8;

    /** Live observers of one Sotto: each looks at every commit of its collection. */
    public static final int OBSERVERS_MAX = 1_000;

    /** Live subscriptions of one Sotto: each neighbour evaluates all of them on each commit (SYNC section 10's bound). */
    public static final int SUBSCRIPTIONS_MAX = 200;

    /** Statements kept parsed; parsing one costs more than running it. */
    public static final int CACHED_STATEMENTS_MAX = 256;

    /** UTF-16 code units of a statement that is kept: longer ones are made by code, each another. */
    public static final int CACHED_STATEMENT_CHARS_MAX = 2_048;

    /** Statements kept of those that have run, and as many of those that were slow: a page of {@code system:requests}. */
    public static final int REQUESTS_KEPT_MAX = 100;

    /** UTF-16 code units kept of a statement's text in {@code system:requests}. */
    public static final int REQUEST_CHARS_MAX = 2_048;

    /** Milliseconds from which on a statement is slow: a user has noticed. */
    public static final long SLOW_STATEMENT_MILLIS = 500;

    /** Conflicts that {@code system:conflicts} shows: the newest ones. */
    public static final int CONFLICTS_SHOWN_MAX = 10_000;

    /** Operations that wait for the loop; beyond it {@code execute} waits and {@code executeAsync} is told to try later. */
    public static final int QUEUED_OPERATIONS_MAX = 10_000;

    /** Milliseconds that a transaction may be open unless its options say otherwise: other local writes wait for it. */
    public static final long TRANSACTION_MILLIS_DEFAULT = 30_000;

    /** The most that options may allow: an open transaction keeps the log of the store from being emptied. */
    public static final long TRANSACTION_MILLIS_MAX = 600_000;

    /** Documents that one transaction writes: they are in memory until it ends, and the loop commits them in one piece. */
    public static final int TRANSACTION_DOCUMENTS_MAX = dev.sotto.store.Limits.TRANSACTION_DOCUMENTS_MAX;

    /** UTF-16 code units of a transaction's name: it is shown in lists and written to logs. */
    public static final int TRANSACTION_NAME_CHARS_MAX = 64;

    /** Read-only transactions that are open at once: each has a connection and a view of the file of its own. */
    public static final int READ_TRANSACTIONS_MAX = 64;

    /** Transactions that wait for their turn; beyond it {@code transaction} waits and the async form is told to try later. */
    public static final int WAITING_TRANSACTIONS_MAX = 1_000;

    /** Events kept for a listener that does not come back; beyond it the oldest are dropped and counted. */
    public static final int QUEUED_EVENTS_MAX = 1_000;

    /** Milliseconds that {@code close} gives goodbyes and flushes before it closes what is left. */
    public static final long CLOSE_MILLIS = 3_000;

    /** Milliseconds before an app's executor that rejected a callback is asked again. */
    static final long REJECTED_PAUSE_MILLIS = 50;

    private Limits() {}
}
