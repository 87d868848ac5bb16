package dev.sotto.store;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** A store with its writer, feed and observers, as the loop holds them; written to by statements. */
public final class StoreStory {
    public static final long FIRST_MILLIS = 1_800_000_000_000L;

    public final Storage storage;
    public final Feed feed = new Feed();
    public final Writer writer;
    public final Observers observers;
    private final StatementRunner runner;
    private long wallMillis = FIRST_MILLIS;

    public StoreStory(Storage storage, long seed) {
        this.storage = storage;
        this.writer = new Writer(storage, feed);
        this.observers = new Observers(storage, feed);
        this.runner = new StatementRunner(new Random(seed));
    }

    public static StoreStory inMemory(long seed) {
        return new StoreStory(new MemoryStorage(new Random(seed)), seed);
    }

    public long tick() {
        return ++wallMillis;
    }

    /** Runs the statement in the open group. */
    public List<String> write(String statement, Map<String, ?> args) {
        Statement parsed = Statements.parse(statement);
        Arguments arguments = Arguments.of(args);
        StatementOutcome outcome = writer.write(tick(), write -> runner.run(parsed, arguments, write));
        return outcome.changed().stream().map(ref -> ref.id().toString()).collect(Collectors.toList());
    }

    /** Runs the statement in a group of its own. */
    public List<String> commit(String statement, Map<String, ?> args) {
        List<String> changed = write(statement, args);
        writer.commit();
        return changed;
    }

    public void insert(String collection, Map<String, ?> document) {
        commit("INSERT INTO " + collection + " DOCUMENTS (:d)", Map.of("d", document));
    }

    public List<StoredDoc> select(String statement, Map<String, ?> args) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.select(parse(statement), Arguments.of(args));
        }
    }

    public Optional<StoredDoc> read(String collection, String id) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.read(DocRef.of(collection, id).key());
        }
    }

    public static Statement.Select parse(String statement) {
        return (Statement.Select) Statements.parse(statement);
    }
}
