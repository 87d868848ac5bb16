package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Limits;
import dev.sotto.wire.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Short names of documents on one connection. Each mention in full or by key in a feed message gets the sender's next
 * number, at both ends alike; requests and answers give none. A short key may fit a document other than the one meant; nothing rests on it, since the hash that comes
 * with it says whether it was the right one, and who has to ask repeats the name as it was given.
 */
final class DocNames {
    private static final int[] PREFIX_BYTES = {4, 6, 8};
    /** An {@code _id} this short is as good as a key's prefix, and always right. */
    private static final int SHORT_ID_BYTES = 6;

    private final Replica replica;
    private final CutsIn cuts;
    private final Names<DocKey> sent = new Names<>(Limits.DOCUMENTS_MAX);
    private final List<DocName> received = new ArrayList<>();
    private int nextReceived;

    /** What the peer may name documents by that we compare with it. */
    interface SketchKeys {
        Optional<DocKey> find(long key);
    }

    private SketchKeys sketch = key -> Optional.empty();

    DocNames(Replica replica, CutsIn cuts) {
        this.replica = replica;
        this.cuts = cuts;
    }

    /** From now on the peer names documents by the keys of that sketch. */
    void sketched(SketchKeys keys) {
        sketch = keys;
    }

    /** The shortest name for a document that the peer has held since {@code base}, or in full if it may not. */
    DocName nameOf(StoredDoc document, long base) {
        DocKey key = document.ref().key();
        int number = sent.numberOf(key);
        if (number >= 0) {
            return new DocName.Mine(number);
        }
        if (base == 0
                || document.isNewSince(base)
                || document.ref().id().bytes().length() <= SHORT_ID_BYTES) {
            sent.add(key);
            return new DocName.Full(document.ref());
        }
        return byKey(key);
    }

    /** A name for a document that the peer may or may not hold, and that it does not need if it does not. */
    DocName probe(DocRef ref) {
        int number = sent.numberOf(ref.key());
        return number >= 0 ? new DocName.Mine(number) : byKey(ref.key());
    }

    /** A name that leaves no doubt about a document that the peer may or may not hold. */
    DocName inFull(DocKey key) {
        int number = sent.numberOf(key);
        if (number >= 0) {
            return new DocName.Mine(number);
        }
        sent.add(key);
        return exact(key);
    }

    /** The whole key, for a request. */
    static DocName exact(DocKey key) {
        return new DocName.KeyPrefix(key.bytes());
    }

    private DocName byKey(DocKey key) {
        sent.add(key);
        for (int length : PREFIX_BYTES) {
            Bytes prefix = key.bytes().slice(0, length);
            if (replica.resolve(prefix, 2).size() < 2) {
                return new DocName.KeyPrefix(prefix);
            }
        }
        return exact(key);
    }

    /** Numbers a mention in the peer's feed and gives it back as what it stands for: in full or by key. */
    DocName heard(DocName name) {
        if (name instanceof DocName.Mine mine) {
            if (mine.number() >= received.size()) {
                throw unknown("number " + mine.number());
            }
            return received.get(mine.number());
        } else if (name instanceof DocName.Yours) {
            return requested(name);
        } else if (name instanceof DocName.Sketched) {
            throw unknown("a sketch key in the feed");
        }
        if (nextReceived == received.size()) {
            received.add(name);
        } else {
            received.set(nextReceived, name);
        }
        nextReceived = (nextReceived + 1) % Limits.DOCUMENTS_MAX;
        return name;
    }

    /** What a name in a request or an answer stands for. */
    DocName requested(DocName name) {
        if (name instanceof DocName.Mine) {
            return heard(name);
        } else if (name instanceof DocName.Yours yours) {
            if (!sent.has(yours.number())) {
                throw unknown("our number " + yours.number());
            }
            return exact(sent.get(yours.number()));
        }
        return name;
    }

    private static RefusedException unknown(String got) {
        return new RefusedException("DOCUMENT_UNKNOWN", "document", got, "a number that was given");
    }

    /** Keys of documents held here, or kept back, that a {@link #heard} name may mean; for one in full its key, held or not. */
    List<DocKey> candidates(DocName name) {
        if (name instanceof DocName.Full full) {
            return Collections.singletonList(full.ref().key());
        }
        if (name instanceof DocName.Sketched sketched) {
            return sketch.find(sketched.key()).map(Collections::singletonList).orElse(Collections.emptyList());
        }
        return cuts.resolve(((DocName.KeyPrefix) name).prefix(), dev.sotto.sync.Limits.CANDIDATES_MAX);
    }

    /** The key, if the name leaves no doubt about it. */
    static Optional<DocKey> certain(DocName name) {
        if (name instanceof DocName.Full full) {
            return Optional.of(full.ref().key());
        }
        if (name instanceof DocName.Sketched) {
            return Optional.empty();
        }
        Bytes prefix = ((DocName.KeyPrefix) name).prefix();
        return prefix.length() == DocKey.LENGTH ? Optional.of(new DocKey(prefix)) : Optional.empty();
    }
}
