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
    ASYNC(150);

    static final long SEED = 20_261_122L;

    private final int commits;

    CrashWorkload(int commits) {
        this.commits = commits;
    }

    /**
     * One document of a commit.
     *
     * @param textChars of its text; -1 deletes it
     */
    record Change(String id, int textChars) {
        boolean deletes() {
            return textChars < 0;
        }
    }

    int commits() {
        return commits;
    }

    /** What the answer to this commit waits for. */
    Durability durability(int commit) {
        return this == ASYNC && commit % 13 != 0 ? Durability.ASYNC : Durability.FSYNC;
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
            default -> throw new IllegalStateException(name());
        }
        return changes;
    }

    /** The documents that are alive after that commit, each with the number of the commit that wrote it last. */
    TreeMap<String, Long> after(int commit) {
        TreeMap<String, Long> alive = new TreeMap<>();
        for (int n = 1; n <= commit; n++) {
            for (Change change : changes(n)) {
                if (change.deletes()) {
                    alive.remove(change.id());
                } else {
                    alive.put(change.id(), (long) n);
                }
            }
        }
        return alive;
    }
}
