package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.wire.DocName;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A document that we ask the peer about. It holds our cursor below the change that made us ask. */
final class Request {
    /** The hash of "I hold nothing that I could name". */
    static final long NO_HASH = 0;
    /** The lsn of a request that lets no cursor begin. */
    static final long FIRST_BARRIER = 1;
    /** The lsn of a request that holds no cursor. */
    static final long NO_BARRIER = Long.MAX_VALUE;

    final DocName name;
    final Optional<DocKey> key;
    /** The change of the peer that made us ask, or the first of several. */
    long lsn;
    /** Take the document even if it is not held yet; a later reason to ask may want that. */
    boolean acquire;

    /** The document may well be another one, or the same at both ends: its state does not go with the first question. */
    boolean guess;

    /** What came for it and could not be verified; it is kept if the peer's state is that of our document with these. */
    List<Entry> brought = Collections.emptyList();

    Optional<DocKey> broughtFor = Optional.empty();

    /** What came with the change that made us ask is not whole without the answer. */
    boolean together;

    /** Asked without our state, because the peer had confirmed to have it. */
    boolean spared;

    /** Asked without our state, to be answered at once. */
    boolean bare;

    /** What the peer's hash of it is wanted for. */
    Optional<BatchIn> batch = Optional.empty();

    /** Asked when our feed has told the peer of our state: then only whether the two are equal. */
    boolean afterFeed;

    int rounds;
    boolean withState;
    long askedHash = NO_HASH;

    Request(DocName name, Optional<DocKey> key, long lsn, boolean acquire) {
        this.name = name;
        this.key = key;
        this.lsn = lsn;
        this.acquire = acquire;
    }

    /** About a document that a set of keys may mean. */
    static Request probe(DocKey key, long lsn) {
        Request probe = new Request(DocNames.exact(key), Optional.of(key), lsn, false);
        probe.guess = true;
        return probe;
    }

    /**
     * About a document that came together with others, one of which did not fit: most likely another one. The question
     * takes a hash, and so does the answer.
     */
    static Request unverified(DocName name, DocKey key, long lsn, List<Entry> entries) {
        Request request = new Request(name, DocNames.certain(name), lsn, true);
        request.guess = true;
        request.brought = entries;
        request.broughtFor = Optional.of(key);
        return request;
    }

    /** The same question once more, about a document that is known by now. */
    Request again(DocKey known, int nextRounds) {
        Request next = new Request(DocNames.exact(known), Optional.of(known), lsn, true);
        next.rounds = nextRounds;
        next.withState = true;
        return next;
    }

    /** Equal for two requests about the same document, as far as is known. */
    Object about() {
        return key.isPresent() ? key.get() : name;
    }

    /**
     * A request of the peer that waits for its answer.
     *
     * @param taken whether what it brought was merged, if it brought anything
     * @param kept what it brought is kept back
     */
    record Asked(DocName name, Optional<DocKey> key, long hash, boolean taken, boolean kept) {}
}
