package dev.sotto.store.sqlite;

import dev.sotto.document.DocRef;
import dev.sotto.store.StorageException;
import dev.sotto.store.StorageException.Remedy;
import dev.sotto.store.StoreStory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The process whose calls to the disk are failed, one after the other: for each k it makes a store, lets the k-th call of a
 * kind fail, and looks at what became of it. Prints a line a scenario; the first broken promise ends it with its story.
 */
final class DiskFaultChild {
    private static final int EIO = 5;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int EMFILE = 24;
    private static final int ENOSPC = 28;
    private static final int BIG_CHARS = 9_000;

    /** What fails, and how: {@code errno} numbers are Linux's. */
    private record Fault(String call, int errno, String name) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("write", ENOSPC, "disk full"),
            new Fault("write", EIO, "write error"),
            new Fault("sync", EIO, "fsync error"),
            new Fault("truncate", EIO, "truncate error"),
            new Fault("open", EMFILE, "too many open files"),
            new Fault("unlink", EIO, "unlink error"),
            new Fault("read", EIO, "read error"),
            new Fault("open", EACCES, "no permission"),
            new Fault("malloc", ENOMEM, "out of memory"));

    private final Path directory;
    private final Fault fault;
    private final FileChannel control;
    private final TreeMap<String, Integer> codes = new TreeMap<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> story = new ArrayList<>();

    /** What the last failure allows the caller to do; empty when nothing failed. */
    private Remedy remedy = Remedy.RETRY_LATER;

    @Nullable
    private SqliteStorage storage;

    private int groups;

    /** An fsync failed: what was not acknowledged may be there, if it is there whole. */
    private boolean unknown;

    private DiskFaultChild(Path directory, Fault fault) throws IOException {
        this.directory = directory;
        this.fault = fault;
        this.control = FileChannel.open(
                directory.resolve("control"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** Arguments: the directory; how many k of each scenario; the distance between two of them beyond a quarter of these. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[1]);
        int stride = Integer.parseInt(args[2]);
        // SQLite's code has to be in memory before its mallocs can be told from others'.
        SqliteStorage.open(Path.of(args[0]), new Random(3)).close();
        for (Fault fault : FAULTS) {
            for (boolean fresh : new boolean[] {true, false}) {
                for (boolean lasting : new boolean[] {false, true}) {
                    new DiskFaultChild(Path.of(args[0]), fault).scenario(fresh, lasting, rounds, stride);
                }
            }
        }
        System.out.println("end");
    }

    private void scenario(boolean fresh, boolean lasting, int rounds, int stride) throws IOException {
        int k = 1;
        int done = 0;
        boolean reached = true;
        long failed = 0;
        while (reached && done < rounds) {
            long hits = round(fresh, lasting, k);
            reached = hits > 0;
            failed += hits;
            done++;
            k += done < rounds / 4 ? 1 : stride;
        }
        System.out.println(
                "fault " + fault.name() + (lasting ? " that stays" : "") + (fresh ? ", new store" : ", store in use")
                        + ": " + done + " rounds, " + failed + " calls failed" + (reached ? "" : ", every call")
                        + ", told " + codes);
        if (failed == 0) {
            throw new AssertionError("nothing failed in " + fault + ": the scenario has lost its bite");
        }
        control.close();
    }

    /** Answers how many calls failed. */
    private long round(boolean fresh, boolean lasting, int k) throws IOException {
        wipe();
        acknowledged.clear();
        story.clear();
        story.add(fault + " at call " + k + (lasting ? " and after" : "") + (fresh ? ", new" : ", in use"));
        groups = 0;
        unknown = false;
        storage = null;
        if (!fresh) {
            open();
            group(100);
            group(BIG_CHARS);
        }
        command("fail " + fault.call() + " " + k + " " + fault.errno() + " " + (lasting ? 1 : 0));
        work();
        long hits = hits();
        command("stop");
        afterwards();
        wipe();
        return hits;
    }

    /** Everything that a store does with its disk; each step may fail, and the next one is tried all the same. */
    private void work() {
        step("open", this::open);
        step("group", () -> group(100));
        step("big group", () -> group(BIG_CHARS));
        step("read", () -> read());
        step("checkpoint", () -> storage().setting("wal_checkpoint(PASSIVE)"));
        step("group", () -> group(200));
        step("close", this::close);
        step("open again", this::open);
        step("group", () -> group(100));
        step("truncating checkpoint", () -> storage().setting("wal_checkpoint(TRUNCATE)"));
        step("last group", () -> group(100));
    }

    private SqliteStorage storage() {
        if (storage == null) {
            open();
        }
        return require(storage);
    }

    private static SqliteStorage require(@Nullable SqliteStorage open) {
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    private void open() {
        if (storage == null) {
            storage = SqliteStorage.open(directory, new Random(3));
        }
    }

    private void close() {
        SqliteStorage closing = storage;
        storage = null;
        if (closing != null) {
            closing.close();
        }
    }

    private void group(int chars) {
        groups++;
        String name = "g" + groups;
        // A writer of its own for each group: what one leaves behind must be in the storage, not in it.
        StoreStory writing = new StoreStory(storage(), groups);
        String text = "t".repeat(chars);
        try {
            writing.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", name + "a", "text", text)));
            writing.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", name + "b", "text", text)));
        } catch (StorageException e) {
            if (writing.writer.hasWrites()) {
                try {
                    writing.writer.commit();
                    throw broken("half of a group was committed");
                } catch (StorageException again) {
                    story.add("the group's end: " + again.refusal().code());
                }
            }
            throw e;
        }
        writing.writer.commit();
        acknowledged.add(name);
    }

    private void read() {
        int found = new StoreStory(storage(), 1)
                .select("SELECT * FROM orders", Map.of())
                .size();
        boolean known = unknown ? found >= 2 * acknowledged.size() && found % 2 == 0 : found == 2 * acknowledged.size();
        if (!known) {
            throw broken("a reader sees " + found + " documents of " + acknowledged.size() + " groups");
        }
    }

    private void step(String name, Runnable step) {
        try {
            step.run();
            story.add(name + ": done");
        } catch (StorageException e) {
            story.add(name + ": " + e.getMessage());
            codes.merge(e.refusal().code(), 1, Integer::sum);
            remedy = e.remedy();
            unknown |= remedy == Remedy.CLOSED;
            if (remedy == Remedy.CORRUPT) {
                throw broken("nothing is damaged, but it says so", e);
            }
            abandon();
        } catch (AssertionError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw broken("not a failure that a caller could understand: " + e, e);
        }
    }

    /** As an app does: what cannot be written to any more is closed, and opened again. */
    private void abandon() {
        if (remedy == Remedy.CLOSED && storage != null) {
            try {
                new StoreStory(storage(), 1).insert("orders", Map.of("_id", "refused"));
                throw broken("a store that failed to sync took another write");
            } catch (StorageException e) {
                story.add("the next write: " + e.getMessage());
            }
            try {
                close();
            } catch (StorageException e) {
                story.add("close: " + e.getMessage());
            }
        }
    }

    private AssertionError broken(String what) {
        return broken(what, null);
    }

    private AssertionError broken(String what, @Nullable Throwable cause) {
        return new AssertionError(what + "; the story: " + story, cause);
    }

    /** The disk works again: the same store goes on, and what is on the disk is what was acknowledged. */
    private void afterwards() {
        try {
            group(50);
            close();
            open();
        } catch (StorageException e) {
            throw broken("the disk works again, but: " + e.getMessage(), e);
        }
        SqliteStorage open = storage();
        if (!"ok".equals(open.setting("integrity_check"))) {
            throw broken(open.setting("integrity_check"));
        }
        for (String name : acknowledged) {
            if (!has(open, name + "a") || !has(open, name + "b")) {
                throw broken("acknowledged group " + name + " is lost");
            }
        }
        for (int group = 1; group <= groups; group++) {
            if (has(open, "g" + group + "a") != has(open, "g" + group + "b")) {
                throw broken("half of group g" + group + " is there");
            }
        }
        close();
    }

    private static boolean has(SqliteStorage open, String id) {
        return open.latest().read(DocRef.of("orders", id).key()).isPresent();
    }

    private void command(String words) throws IOException {
        control.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private long hits() throws IOException {
        ByteBuffer said = ByteBuffer.allocate(64);
        control.read(said, 0);
        String[] words = new String(said.array(), 0, said.position(), StandardCharsets.UTF_8)
                .trim()
                .split(" ");
        return Long.parseLong(words[1]);
    }

    private void wipe() throws IOException {
        for (String name : new String[] {"sotto.db", "sotto.db-wal", "sotto.db-shm", "sotto.db-journal"}) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }
}
