package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Durability;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Disks and stores that are wrong in one way each. */
final class PlantedStorage {
    private PlantedStorage() {}

    /** Makes the wrong one out of a good one, for one process. */
    private interface Wrong {
        Storage of(Storage good);
    }

    private static Plants storage(Wrong wrong) {
        return new Plants() {
            @Override
            Storage storage(Storage disk, Device device) {
                return wrong.of(disk);
            }
        };
    }

    /** What a transaction does with a good one under it. */
    private interface WrongTransaction {
        Transaction of(Transaction good);
    }

    private static Plants transactions(WrongTransaction wrong) {
        return storage(good -> new ForwardingStorage(good) {
            @Override
            public Transaction begin(Durability durability) {
                return wrong.of(super.begin(durability));
            }
        });
    }

    /** What a question gets in the place of its answer. */
    private interface WrongAnswer {
        Object of(Object answer, Object[] arguments);
    }

    /** The same answers to all questions but one, in and out of transactions. */
    private static Plants reading(String question, WrongAnswer wrong) {
        return storage(good -> new ForwardingStorage(good) {
            @Override
            public Transaction begin(Durability durability) {
                return asked(Transaction.class, super.begin(durability), question, wrong);
            }

            @Override
            public Reading latest() {
                return asked(Reading.class, super.latest(), question, wrong);
            }
        });
    }

    private static <T> T asked(Class<T> type, T good, String question, WrongAnswer wrong) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        Object answer = method.invoke(good, arguments);
                        return method.getName().equals(question) ? wrong.of(answer, arguments) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }

    /** An evicted document leaves nothing behind that would keep it away. */
    static Plants noStubs() {
        return reading("evicted", (answer, key) -> Optional.empty());
    }

    /** Every other flush says that it was done. */
    static Plants flushesHalf() {
        return storage(good -> new ForwardingStorage(good) {
            private int flushes;

            @Override
            public boolean isFlushed() {
                return true;
            }

            @Override
            public long flush() {
                return flushes++ % 2 == 0 ? super.flush() : durableLsn();
            }
        });
    }

    /** What is committed is published, on the disk or not. */
    static Plants publishesEarly() {
        return storage(good -> new ForwardingStorage(good) {
            private long committed = good.durableLsn();
            private long given;

            @Override
            public boolean isFlushed() {
                return true;
            }

            @Override
            public long durableLsn() {
                return Math.max(committed, super.durableLsn());
            }

            @Override
            public Transaction begin(Durability durability) {
                return new ForwardingTransaction(super.begin(durability)) {
                    @Override
                    public long nextLsn() {
                        given = super.nextLsn();
                        return given;
                    }

                    @Override
                    public void commit() {
                        super.commit();
                        committed = Math.max(committed, given);
                    }
                };
            }
        });
    }

    /** A disk that is full takes nothing, and nobody is told. */
    static Plants swallowsFullDisk() {
        return transactions(good -> new ForwardingTransaction(good) {
            @Override
            public void commit() {
                try {
                    super.commit();
                } catch (StorageException e) {
                    super.close();
                }
            }
        });
    }

    /** Cursors are committed before the data that they are about, in a transaction of their own. */
    static Plants cursorsApart() {
        return storage(good -> new ForwardingStorage(good) {
            @Override
            public Transaction begin(Durability durability) {
                return new CursorsFirst(good, durability);
            }
        });
    }

    private static final class CursorsFirst extends ForwardingTransaction {
        private interface Step {
            void on(Transaction transaction);
        }

        private final Storage storage;
        private final Durability durability;
        private final List<Step> steps = new ArrayList<>();
        private final List<Step> cursors = new ArrayList<>();
        private int saved;
        private boolean hasData;

        CursorsFirst(Storage storage, Durability durability) {
            super(storage.begin(durability));
            this.storage = storage;
            this.durability = durability;
        }

        private void step(Step step) {
            steps.add(step);
            step.on(to);
        }

        @Override
        public void put(StoredDoc document) {
            hasData = true;
            step(on -> on.put(document));
        }

        @Override
        public void putEvicted(StoredDoc kept) {
            step(on -> on.putEvicted(kept));
        }

        @Override
        public void putCursor(CursorKey key, Cursor cursor) {
            cursors.add(on -> on.putCursor(key, cursor));
        }

        @Override
        public void putHeld(StoreId peer, DocKey key) {
            step(on -> on.putHeld(peer, key));
        }

        @Override
        public void dropHeld(StoreId peer, DocKey key) {
            step(on -> on.dropHeld(peer, key));
        }

        @Override
        public void putMark(Mark mark) {
            step(on -> on.putMark(mark));
        }

        @Override
        public void putClock(Hlc hlc) {
            step(on -> on.putClock(hlc));
        }

        @Override
        public void savepoint() {
            saved = steps.size();
            super.savepoint();
        }

        @Override
        public void rollbackToSavepoint() {
            steps.subList(saved, steps.size()).clear();
            super.rollbackToSavepoint();
        }

        @Override
        public void commit() {
            if (!hasData) {
                cursors.forEach(cursor -> cursor.on(to));
                super.commit();
                return;
            }
            super.close();
            Transaction first = storage.begin(durability);
            cursors.forEach(cursor -> cursor.on(first));
            first.commit();
            storage.flush();
            Transaction second = storage.begin(durability);
            second.nextLsn(); // so that what is reserved covers what was given
            steps.forEach(step -> step.on(second));
            second.commit();
        }
    }

    /** A cursor of an epoch that is over counts for the new one. */
    static Plants cursorsOfAllEpochs() {
        return cursorsOf((one, other) -> true);
    }

    /** A cursor that passed what was kept back counts when it is not any more. */
    static Plants cursorsOfAllScopes() {
        return cursorsOf((one, other) -> one.peerEpoch() == other.peerEpoch());
    }

    /** A cursor counts for others of the same subscription. */
    private static Plants cursorsOf(BiPredicate<CursorKey, CursorKey> alike) {
        return storage(good -> new ForwardingStorage(good) {
            private final List<CursorKey> keys = new ArrayList<>();
            private final List<Cursor> cursors = new ArrayList<>();

            private Object newest(Object answer, Object[] arguments) {
                Cursor best = (Cursor) answer;
                for (int i = 0; i < keys.size(); i++) {
                    CursorKey key = (CursorKey) arguments[0];
                    boolean same = keys.get(i).peer().equals(key.peer())
                            && keys.get(i).subHash() == key.subHash()
                            && alike.test(keys.get(i), key);
                    best = same && cursors.get(i).contiguous() > best.contiguous() ? cursors.get(i) : best;
                }
                return best;
            }

            @Override
            public Transaction begin(Durability durability) {
                return asked(
                        Transaction.class,
                        new ForwardingTransaction(super.begin(durability)) {
                            @Override
                            public void putCursor(CursorKey key, Cursor cursor) {
                                keys.add(key);
                                cursors.add(cursor);
                                super.putCursor(key, cursor);
                            }
                        },
                        "cursor",
                        this::newest);
            }

            @Override
            public Reading latest() {
                return asked(Reading.class, super.latest(), "cursor", this::newest);
            }
        });
    }

    /** A document that changes keeps its place in the feed. */
    static Plants feedForgetsChanges() {
        return transactions(good -> new ForwardingTransaction(good) {
            @Override
            public void put(StoredDoc document) {
                Optional<StoredDoc> before = read(document.ref().key());
                super.put(
                        before.isPresent()
                                ? before.get()
                                        .next(document.state(), before.get().lsn())
                                : document);
            }
        });
    }

    /** What a change brings takes the place of what there was. */
    static Plants replacesInsteadOfJoining() {
        return transactions(good -> new ForwardingTransaction(good) {
            @Override
            public void put(StoredDoc document) {
                List<Entry> news = document.entriesAfter(document.lsn() - 1);
                super.put(StoredDoc.first(document.ref(), DocState.of(news), document.lsn()));
            }
        });
    }

    /** A deleted document is as if it had never been. */
    static Plants forgetsDeletes() {
        return reading(
                "read",
                (answer, key) -> ((Optional<?>) answer)
                        .filter(document -> ((StoredDoc) document).state().alive()));
    }

    /** The feed's pages leave out their first row when they have more. */
    static Plants feedSkipsARow() {
        return reading("changesAfter", (answer, arguments) -> {
            List<FeedRow> rows = new ArrayList<>();
            ((List<?>) answer).forEach(row -> rows.add((FeedRow) row));
            return rows.size() > 2 ? rows.subList(1, rows.size()) : rows;
        });
    }

    /** Nobody remembers the documents that wait for a clock. */
    static Plants forgetsHeld() {
        return transactions(good -> new ForwardingTransaction(good) {
            @Override
            public void putHeld(StoreId peer, DocKey key) {
                // Forgotten.
            }
        });
    }

    /** A process that starts sets its clock to the latest stamp of anybody. */
    static Plants adoptsAnyClock() {
        return storage(good -> new ForwardingStorage(good) {
            @Override
            public Hlc clock() {
                Hlc latest = super.clock();
                Reading all = super.latest();
                for (FeedRow row : all.changesAfter(0, Integer.MAX_VALUE)) {
                    Optional<StoredDoc> document = all.read(row.key());
                    if (document.isPresent()) {
                        for (Entry entry : document.get().state().entries()) {
                            latest = entry.hlc().compareTo(latest) > 0 ? entry.hlc() : latest;
                        }
                    }
                }
                return latest;
            }
        });
    }

    /** Parts of large messages are staged nowhere. */
    static Plants forgetsParts() {
        return transactions(good -> new ForwardingTransaction(good) {
            @Override
            public void putMark(Mark mark) {
                if (mark.kind() != Mark.Kind.PART) {
                    super.putMark(mark);
                }
            }
        });
    }

    /** A part that is staged has the bytes of the part that was staged before it. */
    static Plants mixesParts() {
        return storage(good -> new ForwardingStorage(good) {
            private Optional<Mark> before = Optional.empty();

            @Override
            public Transaction begin(Durability durability) {
                return new ForwardingTransaction(super.begin(durability)) {
                    @Override
                    public void putMark(Mark mark) {
                        if (mark.kind() == Mark.Kind.PART) {
                            Mark mixed = before.map(other -> new Mark(mark.kind(), mark.id(), other.content()))
                                    .orElse(mark);
                            before = Optional.of(mark);
                            super.putMark(mixed);
                        } else {
                            super.putMark(mark);
                        }
                    }
                };
            }
        });
    }
}
