package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.Scopes;
import dev.sotto.wire.DocName;
import dev.sotto.wire.KeySet;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Over a link goes no document that its sender does not let the other end have or its receiver does not let it bring; none that
 * the other end may not have is named either, or counted. Looks at every message that leaves.
 */
final class NothingOutsideScopes extends Invariant {
    private final World world;
    private final Checks checks;

    /** All documents that there may be. */
    private final List<DocRef> documents = new ArrayList<>();

    /** What each end of each connection has named in its feed, in the order of its numbers. */
    private final Map<VirtualConnection, List<List<DocName>>> named = new IdentityHashMap<>();

    NothingOutsideScopes(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
        for (int i = 0; i < world.swarm().documents(); i++) {
            documents.add(DocRef.of(Apps.COLLECTION, "d" + i));
        }
    }

    @Override
    void says(VirtualConnection connection, Device from, Device to, Message message) {
        if (world.rights().isPresent()) {
            new Said(connection, from, to).check(message);
        }
    }

    /** One message from one end to the other. */
    private final class Said {
        private final Device from;
        private final Device to;
        private final Scopes granted;
        private final Scopes told;
        private final List<DocName> own;
        private final List<DocName> others;

        Said(VirtualConnection connection, Device from, Device to) {
            this.from = from;
            this.to = to;
            this.granted = connection.scopes(from);
            this.told = connection.scopes(to);
            List<List<DocName>> both = named.computeIfAbsent(connection, first -> new ArrayList<>());
            while (both.size() <= Math.max(from.number(), to.number())) {
                both.add(new ArrayList<>());
            }
            this.own = both.get(from.number());
            this.others = both.get(to.number());
        }

        void check(Message message) {
            if (message instanceof Message.Delta delta) {
                carries(heard(delta.document()));
            } else if (message instanceof Message.Batch batch) {
                batch.items().forEach(item -> carries(heard(item.document())));
            } else if (message instanceof Message.Have have) {
                have.items().forEach(item -> names(heard(item.document())));
            } else if (message instanceof Message.InParts parts) {
                check(parts.message());
            } else if (message instanceof Message.Exits exits) {
                checkKeys(exits.keys());
            } else if (message instanceof Message.Cells cells) {
                counts(cells.documents());
            } else if (message instanceof Message.ReceiptWanted wanted) {
                wanted.documents()
                        .forEach(
                                item -> carries(new DocName.KeyPrefix(item.key().bytes())));
                counts(wanted.total());
            } else {
                checkQuestion(message);
            }
        }

        private void checkQuestion(Message message) {
            if (message instanceof Message.SyncReq request) {
                if (request.full()) {
                    carries(meant(request.document()));
                } else if (request.hash() != 0) {
                    names(meant(request.document()));
                }
            } else if (message instanceof Message.Sync sync && sync.outcome().hasState()) {
                carries(meant(sync.document()));
            } else if (message instanceof Message.Sync sync && sync.outcome() == Message.Sync.Outcome.SAME) {
                names(meant(sync.document()));
            }
        }

        private DocName heard(DocName name) {
            if (name instanceof DocName.Full || name instanceof DocName.KeyPrefix) {
                own.add(name);
            }
            return meant(name);
        }

        private DocName meant(DocName name) {
            if (name instanceof DocName.Mine mine) {
                return own.get(mine.number());
            }
            return name instanceof DocName.Yours yours ? others.get(yours.number()) : name;
        }

        private boolean mayPass(DocRef document) {
            return granted.mayRead(document) && told.mayWrite(document);
        }

        private void carries(DocName name) {
            for (DocRef document : documents) {
                if (isMeant(name, document.key()) && !mayPass(document)) {
                    checks.found(from, "gave " + to.name() + " " + document + ": " + granted + " to " + told);
                }
            }
        }

        private void names(DocName name) {
            for (DocRef document : documents) {
                if (isMeant(name, document.key()) && !granted.mayRead(document)) {
                    checks.found(from, "named " + document + " to " + to.name() + ": " + granted);
                }
            }
        }

        private boolean isMeant(DocName name, DocKey key) {
            if (name instanceof DocName.Full full) {
                return full.ref().key().equals(key);
            }
            return name instanceof DocName.KeyPrefix prefix && key.bytes().startsWith(prefix.prefix());
        }

        /** Each value of the set stands for a document that the other end may know of. */
        private void checkKeys(KeySet keys) {
            TreeSet<Long> values = new TreeSet<>(keys.values());
            for (DocRef document : documents) {
                if (granted.mayRead(document)) {
                    values.remove(keys.valueOf(document.key()));
                }
            }
            if (!values.isEmpty()) {
                checks.found(from, "hinted at " + values.size() + " documents to " + to.name() + ": " + granted);
            }
        }

        private void counts(int shown) {
            long may = documents.stream().filter(this::mayPass).count();
            if (shown > may) {
                checks.found(from, "counted " + shown + " of " + may + " documents for " + to.name());
            }
        }
    }
}
