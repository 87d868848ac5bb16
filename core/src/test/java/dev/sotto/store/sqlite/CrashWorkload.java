package dev.sotto.store.sqlite;

import dev.sotto.store.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** What a process writes until its power fails: made from a seed, so that the test knows every commit without being told. */
enum CrashWorkload {
    SMALL_INSERTS(100),
    BATCHES(24),
    BIG_DOCUMENTS(36),
    DELETES(110),
    LARGE_LOG(32),
    MIGRATION(12),
    RECOVERY(40),
    ASYNC(150),
    ASYNC_LARGE(24),
    EVICTIONS(60);

    static final long SEED = 20_261_122L;

    private final int commits;

    CrashWorkload(int commits) {
        this.commits = commits;
    }

    /**
     * One document of a commit.
     *
     * @param textChars of its text; {@link #DELETED} deletes it, {@link #EVICTED} takes it off this store
     */
    record Change(String id, int textChars) {
        static final int DELETED = -1;
        static final int EVICTED = -2;

        boolean deletes() {
            return textChars == DELETED;
        }

        boolean evicts() {
            return textChars == EVICTED;
        }

        /** Whether another store writes it, so that an eviction leaves no more than its life. */
        boolean foreign() {
            return id.startsWith("f");
        }
    }

    int commits() {
        return commits;
    }

    /** What the answer to this commit waits for. */
    Durability durability(int commit) {
        boolean waits = this == ASYNC ? commit % 13 == 0 : this != ASYNC_LARGE || commit % 6 == 0;
        return waits ? Durability.FSYNC : Durability.ASYNC;
    }

    /** Whether what was not waited for is made durable after this commit. */
    boolean flushesAfter(int commit) {
        return this == ASYNC && commit % 8 == 0;
    }

    /** Whether the store is closed and opened again after this commit. */
    boolean reopensAfter(int commit) {
        return this != LARGE_LOG && (commit == commits / 3 || commit == commits * 2 / 3);
    }

    /** Whether a reader looks at the state before this commit until {@code commit + 7}: the log cannot be reset meanwhile. */
    boolean holdsReaderFrom(int commit) {
        return this == LARGE_LOG && commit % 15 == 3;
    }

    /** The statement about an index that comes with this commit; empty for none. */
    String indexStatement(int commit) {
        if (this != EVICTIONS || commit % 10 != 5) {
            return "";
        }
        return commit % 20 == 5 ? "CREATE INDEX by_c ON crash (c)" : "DROP INDEX by_c ON crash";
    }

    /** Whether there is an index after that commit. */
    boolean indexed(int commit) {
        return this == EVICTIONS && commit >= 5 && (commit - 5) / 10 % 2 == 0;
    }

    /** Whether the store is copied into the directory {@link #backup} after this commit. */
    boolean backsUpAfter(int commit) {
        return this == EVICTIONS && (commit == 12 || commit == 41);
    }

    static String backup(int commit) {
        return "backup-" + commit;
    }

    /** What commit {@code commit}, from 1, changes. */
    List<Change> changes(int commit) {
        Random random = new Random(SEED * 31 + ordinal() * 7_919L + commit);
        List<Change> changes = new ArrayList<>();
        switch (this) {
            case SMALL_INSERTS, MIGRATION, RECOVERY, ASYNC ->
                changes.add(new Change(
                        "d" + (random.nextInt(10) < 7 ? commit : random.nextInt(commit)), random.nextInt(300)));
            case BATCHES -> {
                for (int i = 20 + random.nextInt(100); i >= 0; i--) {
                    changes.add(new Change("d" + random.nextInt(1_500), random.nextInt(200)));
                }
            }
            case BIG_DOCUMENTS -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    changes.add(new Change("d" + random.nextInt(10), 3_000 + random.nextInt(37_000)));
                }
            }
            case DELETES -> {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    changes.add(
                            new Change("d" + random.nextInt(30), random.nextInt(10) < 4 ? -1 : random.nextInt(900)));
                }
            }
            case LARGE_LOG -> {
                for (int i = random.nextInt(40); i >= 0; i--) {
                    changes.add(new Change("d" + random.nextInt(400), 500 + random.nextInt(2_500)));
                }
            }
            case ASYNC_LARGE -> {
                // Every third is larger than the numbers that are reserved at once.
                int documents = commit % 3 == 1 ? dev.sotto.store.Limits.LSN_BLOCK + 100 : 1 + random.nextInt(40);
                for (int i = 0; i < documents; i++) {
                    changes.add(new Change("d" + i, random.nextInt(8)));
                }
            }
            case EVICTIONS -> {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    String id = (random.nextBoolean() ? "d" : "f") + random.nextInt(25);
                    int fate = random.nextInt(10);
                    changes.add(new Change(
                            id, fate < 3 ? Change.EVICTED : fate == 3 ? Change.DELETED : random.nextInt(900)));
                }
            }
            default -> throw new IllegalStateException(name());
        }
        return changes;
    }

    /** The documents that are alive and here after that commit, each with the number of the commit that wrote it last. */
    TreeMap<String, Long> after(int commit) {
        TreeMap<String, Long> alive = new TreeMap<>();
        for (int n = 1; n <= commit; n++) {
            for (Change change : changes(n)) {
                if (change.deletes() || change.evicts()) {
                    alive.remove(change.id());
                } else {
                    alive.put(change.id(), (long) n);
                }
            }
        }
        return alive;
    }
}
