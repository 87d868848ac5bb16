package dev.sotto.sync;

/** What a session may hold and how long it waits, with the reason for each bound. */
public final class Limits {
    /** What a peer may have on its way to us that is not dealt with, in weight bytes: about a second of Wi-Fi. */
    public static final long CREDIT_BYTES = 4 * 1024 * 1024;
    /** What may be beyond a credit: a document is told whole, larger ones go in parts; and EXITS names a thousand. */
    static final long CREDIT_OVERRUN_BYTES = 64 * 1024;
    /** Weight that is not acknowledged, at which it is: a cut link brings no more than that again for nothing. */
    static final long ACK_BYTES = 16 * 1024;
    /** What may wait for a disk however slow it is, in weight bytes: else the time of a commit would bound what comes. */
    static final long DISK_BYTES_MIN = 256 * 1024;
    /** And for one of which nothing is known yet: two prompt commits, and it is the most. */
    static final long DISK_BYTES_FIRST = 1024 * 1024;
    /** Time in which the disk stores what waits for it, in milliseconds. */
    static final long DISK_MILLIS = 1_000;
    /** A commit that takes no longer is no sign of a slow disk, in milliseconds: flash memory that tidies up takes that. */
    static final long DISK_PROMPT_MILLIS = 250;
    /** Changes asked of the store at once. */
    static final int CHANGES_AT_ONCE = 256;
    /** Changes of a gap that are looked through at once for what is to be told by EXITS: some ten milliseconds. */
    static final int EXITS_CHANGES_AT_ONCE = 1_000;
    /** Changes that a peer may be behind and still be told what belongs together: about as much as it may keep back. */
    static final int CUT_CHANGES_MAX = 4_096;
    /** Weight of what is kept back until it is whole. */
    static final long CUT_BYTES_MAX = 1024 * 1024;
    /** How long it is kept back at most, in milliseconds: what a cut link costs again, and how long one must last to make headway. */
    static final long CUT_MILLIS_MAX = 2_000;
    /** Changes that a peer has to be behind for lanes to run: fewer are told together, whatever their class, and show at once. */
    static final int LANES_CHANGES_MIN = 256;
    /** Weight that the last class tells in its turn; those before it twice, four times and eight times that. */
    static final long LANE_BYTES = 8 * 1024;
    /** Weight of looking at a change that a lane has nothing to say of: a thousand make a turn of the last class. */
    static final long LANE_LOOK_BYTES = 8;
    /** Weight that is not acknowledged while lanes run: what a change of the first class may have to wait behind. */
    static final long LANES_WINDOW_BYTES = 128 * 1024;
    /** Weight that changes made meanwhile may take at once, before what is older has its seven parts of ten. */
    static final long AHEAD_BYTES = 64 * 1024;
    /** Bodies in a row that were here already after which a link is to announce only; a link that had to be grafted: up to the latter. */
    static final int PRUNE_AFTER_MIN = 2;

    static final int PRUNE_AFTER_MAX = 64;
    /** Stores that see each other, at least, for a link to be pruned: among three the detour costs more than the duplicate. */
    static final int TREE_STORES_MIN = 4;
    /** How long an announced document may take to come by another link, in milliseconds: ten hops of a fast network ... */
    static final long GRAFT_MILLIS_MIN = 250;
    /** ... and two round trips of a slow one. */
    static final long GRAFT_MILLIS_MAX = 4_000;
    /** A round trip that was not measured yet, in milliseconds. */
    static final long ROUND_TRIP_MILLIS_UNKNOWN = 500;
    /** How long one may take while others come, in milliseconds. */
    static final long ANNOUNCED_MILLIS_MAX = 2 * GRAFT_MILLIS_MAX;
    /** How long announcements wait for each other, in milliseconds. */
    static final long ANNOUNCE_DELAY_MILLIS = 50;
    /** Keys asked of the store at once. */
    static final int KEYS_AT_ONCE = 64;
    /** Documents read at once for a reconciliation: some ten milliseconds. */
    static final int SCAN_AT_ONCE = 1_024;
    /** Documents that are compared by a sketch, at 40 bytes of memory each; a set beyond that is fed. */
    static final int RECONCILED_DOCUMENTS_MAX = VersionSet.SIZE_MAX - 2 * KEYS_AT_ONCE;
    /** Cells of one reconciliation: a megabyte, for 48,000 differences; beyond that a list is sent. */
    static final int CELLS_MAX = 65_536;
    /** Cells of the first round: half a kilobyte, for about twenty differences. */
    static final int CELLS_FIRST = 32;
    /** Documents that a list tells of in fewer bytes than the first cells. */
    static final int LIST_MAX = 48;
    /** Documents of one message of a list: 40 KB. */
    static final int LIST_AT_ONCE = 4_096;
    /** Documents that one side may have more than twice the other's before the feed is taken to be shorter. */
    static final int DIFFERENT_DOCUMENTS = 64;
    /** Salts that are tried; a million documents fall together under one with a chance of three in a hundred. */
    static final int SALTS = 4;
    /** Documents of one BATCH: all are asked for singly if its check fails. */
    static final int BATCH_DOCUMENTS_MAX = 256;
    /** Documents of a BATCH that has some which the peer held before: one that it changed, too, spoils the check of all. */
    static final int BATCH_CHANGED_MAX = 32;
    /** Weight of one BATCH, so that a frame stays far below its limit and a slow link moves on. */
    static final long BATCH_BYTES_MAX = 64 * 1024;
    /** Bytes of a message: weights leave out how long paths are, and a message above this is not written at all. */
    static final long MESSAGE_BYTES = dev.sotto.wire.Limits.MESSAGE_BYTES_MAX;
    /**
     * Bytes to one peer that wait at most, beyond which no more is made: with the largest message behind them they fit the
     * link's queue.
     */
    static final long OUTGOING_BYTES_MAX = 2 << 20;
    /** And at least, however slow the link is: a message's worth, so that it never stands idle. */
    static final long OUTGOING_BYTES_MIN = 16 * 1024;
    /** Bytes that wait on a link of which nothing is known yet. */
    static final long OUTGOING_BYTES_FIRST = 64 * 1024;
    /** For how long what waits keeps a link busy, in milliseconds: what a heartbeat, a goodbye or a new change may wait for it. */
    static final long OUTGOING_MILLIS = 250;
    /** How long a link is looked at before it is taken to be slower, in milliseconds: systems take bytes in bursts. */
    static final long OUTGOING_SLOWER_MILLIS = 200;
    /** And to be faster, in milliseconds: from the first room to the last it is five times that. */
    static final long OUTGOING_FASTER_MILLIS = 20;
    /** Documents of one HAVE. */
    static final int HAVE_DOCUMENTS_MAX = 1_000;
    /** Requests on their way at once. */
    static final int REQUESTS_SENT_MAX = 256;
    /** Requests of a peer that wait for their answers; it sends fewer at once, so more is a broken peer. */
    static final int ANSWERS_WAITING_MAX = 4 * REQUESTS_SENT_MAX;
    /** Entries up to this weight go with the first request; larger states are asked for first. */
    static final long REQUEST_STATE_BYTES_MAX = 1024;
    /** Rounds of asking about one document in which nothing new came to light: then one side is broken. */
    static final int ROUNDS_MAX = 8;
    /** Documents whose last state at the peer is remembered, about 100 bytes each. */
    static final int KNOWN_MAX = 8192;
    /** Documents of one peer that may wait for the clock. */
    static final int HELD_MAX = 1_000;
    /** Waiting documents asked for at once, and how often they are asked for, in milliseconds. */
    static final int HELD_AT_ONCE = 64;

    static final long HELD_RETRY_MILLIS = 600_000;
    /** How long a passed-over stretch of the feed may wait for company before it is announced, in milliseconds. */
    static final long SKIP_DELAY_MILLIS = 1_000;
    /** How long a cursor may wait for data to be committed with, in milliseconds. */
    static final long CURSOR_DELAY_MILLIS = 1_000;
    /** Documents beyond a subscription's window that are kept at least: one that goes leaves no hole then. */
    static final int WINDOW_SLACK_MIN = 16;
    /** Milliseconds between two SUBS of changed subscriptions: a feed that begins anew for each would never get anywhere. */
    static final long SUBS_INTERVAL_MILLIS = 250;
    /** How long an orderly end may take, in milliseconds. */
    static final long CLOSE_MILLIS = 2_000;
    /** The shortest heartbeat, in milliseconds: shorter ones cost more than they tell. */
    static final long HEARTBEAT_MILLIS_MIN = 1_000;
    /** Matches of a short document name that are looked at. */
    static final int CANDIDATES_MAX = 3;
    /** Collections of which a peer is remembered to have been told that it may not read them. */
    static final int DENIED_COLLECTIONS_MAX = 256;
    /** Payloads of which it is remembered under which scopes their parts came: as many as are staged. */
    static final int BROUGHT_MAX = 16;
    /** Actors that are remembered as having been reported. */
    static final int REPORTED_ACTORS_MAX = 256;

    /** Commits of ours that it is asked about who holds them; of more the oldest are forgotten. */
    public static final int TRACKED_MAX = 256;
    /** Those of them that a peer is asked about, the newest: a session's start is to stay small. */
    static final int ASKED_OWN_MAX = 32;
    /** Commits of other stores that are asked about, and their documents: a megabyte or two, however many ask. */
    static final int PASSED_MAX = 256;

    static final int PASSED_DOCUMENTS_MAX = 16_384;
    /** Stores of which it is remembered that they hold a commit. */
    public static final int RECEIPT_HOLDERS_MAX = 1_000;

    /** Stores whose presence is known: with all that they may say of themselves, 4 MiB of metadata. */
    public static final int PRESENCE_STORES_MAX = 1_024;
    /** Links of all of them, about 100 bytes each. */
    static final int PRESENCE_LINKS_MAX = 16_384;
    /** Records of one peer a second, and at once: a mesh of the largest size that all comes up together. */
    static final int PRESENCE_PER_SECOND_MAX = 256;

    static final int PRESENCE_BURST_MAX = 4 * PRESENCE_STORES_MAX;
    /** Milliseconds between two records of one store on one link: changes are told twice a second at most. */
    static final long PRESENCE_INTERVAL_MILLIS = 500;
    /** Heartbeats for which a store is remembered that no link leads to any more. */
    static final long PRESENCE_FORGET_HEARTBEATS = 3;
    /** Milliseconds between two looks for such stores. */
    static final long PRESENCE_LOOK_MILLIS = 1_000;

    /** Messages that may use the same staged entries while something is kept back: twice the rounds of one document. */
    static final int PARTS_REUSED_MAX = 16;

    /** Bytes of parts on their way that the peer has not staged: about a tenth of a second of Wi-Fi. */
    static final int PARTS_WINDOW_BYTES = 256 * 1024;

    private Limits() {}
}
