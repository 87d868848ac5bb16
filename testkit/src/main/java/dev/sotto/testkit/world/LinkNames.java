package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.wire.DocName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which documents the messages of one end of a connection mean, for who knows all documents that there are: each mention in
 * full or by key in a feed gets that end's next number.
 */
final class LinkNames {
    private final List<DocRef> documents;
    private final List<Optional<DocKey>> mine;
    private final List<Optional<DocKey>> yours;

    LinkNames(List<DocRef> documents) {
        this(documents, new ArrayList<>(), new ArrayList<>());
    }

    private LinkNames(List<DocRef> documents, List<Optional<DocKey>> mine, List<Optional<DocKey>> yours) {
        this.documents = documents;
        this.mine = mine;
        this.yours = yours;
    }

    /** The same connection from its other end. */
    LinkNames other() {
        return new LinkNames(documents, yours, mine);
    }

    /** This end's session is over, and the next one numbers anew. */
    void forgetMine() {
        mine.clear();
    }

    /** What a name in this end's feed means; once for each. */
    Optional<DocKey> mentioned(DocName name) {
        Optional<DocKey> key = meant(name);
        if (name instanceof DocName.Full || name instanceof DocName.KeyPrefix) {
            mine.add(key);
        }
        return key;
    }

    /** What a name in a question or an answer of this end means; empty where only the two ends know. */
    Optional<DocKey> meant(DocName name) {
        if (name instanceof DocName.Full full) {
            return Optional.of(full.ref().key());
        } else if (name instanceof DocName.Mine number) {
            return of(mine, number.number());
        } else if (name instanceof DocName.Yours number) {
            return of(yours, number.number());
        }
        return name instanceof DocName.KeyPrefix prefix
                ? documents.stream()
                        .map(DocRef::key)
                        .filter(key -> key.bytes().startsWith(prefix.prefix()))
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<DocKey> of(List<Optional<DocKey>> numbered, int number) {
        return number < numbered.size() ? numbered.get(number) : Optional.empty();
    }
}
