package dev.sotto.peer;

/** Bounds of the loop. */
public final class Limits {
    /** Tasks that one commit takes together: more would make the first of them wait for the last. */
    static final int BATCH_TASKS_MAX = 1_000;

    /** Milliseconds after which a batch is committed even if more is waiting, for the same reason. */
    static final long BATCH_MILLIS_MAX = 20;

    /** Pieces of received bytes that wait for the loop, over all links; beyond it the links stop reading. 32 KiB each. */
    static final int INBOX_PIECES_MAX = 128;

    /** Bytes to one peer that go out at once if they rest on nothing that waits for the disk: four TLS records. */
    static final int OUTGOING_PIECE_BYTES = 64 << 10;

    /** Commits in one batch: the merges that a commit sets off come into the next one, and a session cannot go on for ever. */
    static final int COMMITS_PER_BATCH_MAX = 64;

    /** Milliseconds that an ASYNC change may stay off the disk: what a power failure may cost, and what sync waits for it. */
    static final long ASYNC_FLUSH_MILLIS = 1_000;

    /** Milliseconds without a write after which the store is tidied up: later than a person types, sooner than they look. */
    static final long TIDY_MILLIS = 2_000;

    /** Milliseconds, but at most half of its time limit, after which an open transaction is reported: local writes wait. */
    static final long TRANSACTION_REPORT_MILLIS = 5_000;

    /** Milliseconds after which an index that is still being built is told of: what takes longer wants to be seen. */
    static final long BUILD_REPORT_MILLIS = 2_000;

    /** Milliseconds between two such reports: as often as a person looks. */
    static final long BUILD_REPORT_EVERY_MILLIS = 1_000;

    /** Milliseconds that a timer may be late before the process is taken to have stood still, and every connection for dead. */
    public static final long FREEZE_MILLIS = 5_000;

    /** Milliseconds between two looks at the clock while sync runs in the foreground. */
    static final long TICK_MILLIS = 1_000;

    /** Ticks in a heartbeat interval in the background: rarer ticks spare the battery, and find a freeze soon enough. */
    static final long TICKS_PER_HEARTBEAT = 3;

    /** Milliseconds between two tries to listen at an address that was taken. */
    static final long LISTEN_RETRY_MILLIS = 1_000;

    /** Milliseconds that a stop or a close gives goodbyes before it ends the links that are left. */
    static final long GOODBYE_MILLIS = 2_000;

    /** Milliseconds between two tries to read what is here of a subscription's window, as of observers. */
    static final long WINDOW_RETRY_MILLIS = 1_000;

    /** Milliseconds between two tries to read an observer's result that the storage could not read. */
    static final long OBSERVER_RETRY_MILLIS = 1_000;

    /** Share of a pause's time that is kept for ending by force: one part in so many. */
    static final long PAUSE_RESERVE = 5;

    /** Strangers whose refusal is remembered, so that each is told to the app once and not at each try. */
    static final int STRANGERS_MAX = 64;

    /** Milliseconds by which one of two that discover each other lets the other dial: a connection on a network takes less. */
    static final long ADVERT_YIELD_MILLIS = 2_000;

    /** Milliseconds for which an advert is left alone where somebody answers who is not one of us. */
    static final long ADVERT_IMPOSTOR_MILLIS = 60_000;

    /** Failures in a row after which an advert is doubted. */
    static final int ADVERT_DOUBT_FAILURES = 3;

    /** Dials for adverts at once, and milliseconds between two more: whatever strangers advertise, we call no oftener. */
    static final int ADVERT_DIALS_BURST = 16;

    static final long ADVERT_DIAL_MILLIS = 500;

    /** Addresses of adverts whose failures are remembered, so that an advert under a new name is not a new chance. */
    static final int ADVERT_FAILURES_MAX = 1_024;

    /** Sightings that wait for the loop; beyond it the discovery waits. */
    static final int ADVERT_INBOX_MAX = 64;

    /** Links to one store that are kept: one carries, the rest stand by, and each costs a heartbeat. */
    static final int LINKS_PER_STORE_MAX = 3;

    /**
     * Times at once, and milliseconds for one more, that a peer may begin or end sessions on its open links: a network that comes
     * and goes makes that a few times a minute.
     */
    static final int MOVES_BURST_MAX = 32;

    static final long MOVE_MILLIS = 1_000;

    /** Milliseconds for which what the peer says on one link waits for what it says on another. */
    static final long STANDBY_PATIENCE_MILLIS = 200;

    /** Milliseconds between two looks at the networks while links stand by in the foreground: moving on takes less than a second. */
    static final long STANDBY_TICK_MILLIS = 300;

    /** Stores that the status knows; beyond it the one that was heard longest ago is forgotten. */
    static final int ROSTER_MAX = 1_024;

    /** Queries of peers that are kept compiled: those of a neighbourhood. */
    static final int FILTERS_MAX = 1_024;

    /** Live subscriptions: each neighbour evaluates all of them on each commit. */
    public static final int SUBSCRIPTIONS_MAX = 200;

    /** Commits that an app may still ask about, and their documents: it asks right after it has written. */
    public static final int RECENT_COMMITS_MAX = 256;

    static final int RECENT_DOCUMENTS_MAX = 4_096;

    /** Large messages of which parts are staged; of more the oldest begins anew. */
    static final int STAGED_PAYLOADS_MAX = 16;

    /** Bytes that those may have in all: four of the largest documents. */
    static final long STAGED_BYTES_MAX = 64L << 20;

    /** Milliseconds that parts wait for the rest: a week's holiday of the device that sends them. */
    static final long STAGED_MILLIS_MAX = 7 * 24 * 3_600_000L;

    /**
     * How often in one run a store is told that a copy of it is alive and believes it: two copies part at the first time, many
     * at the tenth, and a peer that lies gives us no more names than that.
     */
    static final int COPIES_MET_MAX = 16;

    /** Ids that a store had before: each came of a copy that was made. */
    static final int FORMER_IDS_MAX = 1_024;

    /**
     * Subscriptions that were closed and are remembered, so that whoever makes one again is brought only what changed: those of ten
     * seconds in which a hundred others come and go each second. Each costs about 200 bytes, and a row for each neighbour.
     */
    public static final int SUBSCRIPTIONS_REMEMBERED_MAX = 1_000;

    /** So many more are forgotten together, as all cursors are looked at. */
    static final int SUBSCRIPTIONS_FORGOTTEN_AT_ONCE = 100;

    /** Bytes of a remembered subscription's query; of a longer one it is taken for granted that it asked for all that is forgotten. */
    static final int REMEMBERED_QUERY_BYTES_MAX = 2_048;

    /** Changes that are looked through at once, to keep which of them are acknowledged: 100 ms. */
    static final long SETTLED_AT_ONCE_MAX = 10_000;

    /** Milliseconds between two times that this is kept while sync runs: it is a write, and what is not kept is only asked about. */
    static final long SETTLE_MILLIS = 30_000;

    /** Milliseconds until a store that comes back looks what is left to do. */
    static final long REJOIN_RETRY_MILLIS = 250;

    /** Milliseconds for which whoever is turned away as retired is heard of whom it knows to be retired. */
    static final long TURNED_AWAY_MILLIS = 1_000;

    /** Documents that a store which comes back forgets in one transaction. */
    static final int DROPPED_AT_ONCE_MAX = 1_000;

    private Limits() {}
}
