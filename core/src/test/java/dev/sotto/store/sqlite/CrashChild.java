package dev.sotto.store.sqlite;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Commit;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Durability;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.IndexStatements;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Storage;
import dev.sotto.store.StoreStory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The process whose disk is recorded: it works through a {@link CrashWorkload} and says into the file {@code said} of its
 * own directory what it is about to do and what it was told is done, so that both are in the record in their true order.
 */
final class CrashChild implements AutoCloseable {
    static final String SAID = "said";
    static final String COLLECTION = "crash";

    /** A planted fault: commits are called done before they are made. */
    static final String EARLY = "early";

    /** Another store, some of whose documents this one holds. */
    private static final Actor ELSEWHERE = new Actor(new StoreId(Bytes.of(new byte[StoreId.LENGTH])), 1);

    private final Path directory;
    private final CrashWorkload workload;
    private final boolean early;
    private final FileChannel said;
    private SqliteStorage storage;
    private StoreStory story;

    @Nullable
    private Snapshot reader;

    private CrashChild(Path directory, CrashWorkload workload, boolean early) throws IOException {
        this.directory = directory;
        this.workload = workload;
        this.early = early;
        this.said = FileChannel.open(
                directory.resolve(SAID),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        this.storage = open();
        this.story = new StoreStory(storage, 1);
    }

    public static void main(String[] args) throws IOException {
        try (CrashChild child =
                new CrashChild(Path.of(args[0]), CrashWorkload.valueOf(args[1]), EARLY.equals(args[2]))) {
            child.work();
        }
    }

    static CursorKey cursorKey(Storage storage) {
        return new CursorKey(storage.identity().storeId(), 1, 1, 1);
    }

    static DocRef ref(String id) {
        return DocRef.of(COLLECTION, id);
    }

    private SqliteStorage open() throws IOException {
        SqliteStorage opened = SqliteStorage.open(directory, new Random(CrashWorkload.SEED));
        say("open " + opened.identity().storeId() + " " + opened.identity().storeEpoch() + " "
                + opened.identity().actor().epoch() + " " + opened.durableLsn());
        return opened;
    }

    private void say(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            said.write(bytes);
        }
    }

    private void work() throws IOException {
        for (int commit = 1; commit <= workload.commits(); commit++) {
            if (workload.holdsReaderFrom(commit)) {
                letGo();
                reader = storage.snapshot();
            }
            if (workload.holdsReaderFrom(commit - 7)) {
                letGo();
            }
            write(commit);
            if (workload.reopensAfter(commit)) {
                letGo();
                storage.close();
                storage = open();
                story = new StoreStory(storage, commit);
            }
        }
    }

    private void write(int commit) throws IOException {
        story.writer.write(story.tick(), workload.durability(commit), write -> {
            for (CrashWorkload.Change change : workload.changes(commit)) {
                apply(change, commit, write);
            }
            String index = workload.indexStatement(commit);
            if (!index.isEmpty()) {
                IndexStatements.run(Statements.parse(index), write);
            }
            write.putCursor(cursorKey(storage), Cursor.upTo(commit));
            return commit;
        });
        say("begin " + commit);
        if (early) {
            say("done " + commit + " 0");
        }
        Commit done = story.writer.commit();
        boolean waited = workload.durability(commit) == Durability.FSYNC;
        say((waited ? "done " : "wrote ") + commit + " " + done.lastLsn());
        if (workload.flushesAfter(commit)) {
            story.writer.flush();
            say("done " + commit + " " + storage.durableLsn());
        }
        if (workload.backsUpAfter(commit)) {
            SqliteBackup.make(directory, directory.resolve(CrashWorkload.backup(commit)));
            say("copied " + commit);
        }
    }

    private static void apply(CrashWorkload.Change change, int commit, GroupWrite write) {
        DocRef ref = ref(change.id());
        Optional<StoredDoc> before = write.read(ref.key());
        if (change.evicts()) {
            before.ifPresent(write::evict);
            return;
        }
        Stamp stamp = change.foreign() ? new Stamp(write.stamp().hlc(), ELSEWHERE) : write.stamp();
        DocState state = (before.isPresent() ? before : write.evicted(ref.key()))
                .map(StoredDoc::state)
                .orElse(DocState.EMPTY);
        if (change.deletes()) {
            // What is out of sight here cannot be deleted here.
            if (before.isPresent() && state.alive()) {
                write.save(ref, before, Edit.delete(state, stamp));
            }
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("c", (long) commit);
        fields.put("text", "t".repeat(change.textChars()));
        MapValue value = Value.ofMap(fields);
        write.save(ref, before, state.alive() ? Edit.merge(state, value, stamp) : Edit.insert(state, value, stamp));
    }

    private void letGo() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void close() throws IOException {
        letGo();
        storage.close();
        said.close();
    }
}
