package dev.sotto.store;

import dev.sotto.document.Refusal;
import dev.sotto.query.StatementException;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.Limits;
import dev.sotto.query.statement.Statement;
import java.util.Optional;

/** Runs CREATE INDEX and DROP INDEX. Confined to the loop; each run is one write, which no other device hears of. */
public final class IndexStatements {
    private IndexStatements() {}

    /**
     * Runs the statement if it is one of them.
     *
     * @return whether it is
     * @throws StatementException INDEX_EXISTS, INDEX_UNKNOWN, INDEX_UNSUPPORTED; nothing is changed
     */
    public static boolean run(Statement statement, GroupWrite write) {
        if (statement instanceof Statement.CreateIndex create) {
            create(create, write);
        } else if (statement instanceof Statement.DropIndex drop) {
            drop(drop, write);
        } else {
            return false;
        }
        return true;
    }

    private static void create(Statement.CreateIndex create, GroupWrite write) {
        IndexDefinition wanted = IndexDefinition.of(create);
        Optional<IndexDefinition> known = find(create.collection(), create.name(), write);
        if (known.isPresent()) {
            if (create.ifNotExists() && known.get().equals(wanted)) {
                return;
            }
            throw refused(
                    "INDEX_EXISTS",
                    create.name() + " on " + create.collection() + " as "
                            + known.get().text(),
                    create.ifNotExists() ? "the same definition, or another name" : "another name, or IF NOT EXISTS");
        }
        long ofCollection = write.rows().indexes().stream()
                .filter(index -> index.collection().equals(create.collection()))
                .count();
        if (ofCollection >= Limits.INDEXES_MAX) {
            throw refused(
                    "INDEX_UNSUPPORTED",
                    ofCollection + " indexes on " + create.collection() + " already",
                    "at most " + Limits.INDEXES_MAX + ": each write pays for each");
        }
        write.createIndex(wanted);
    }

    private static void drop(Statement.DropIndex drop, GroupWrite write) {
        Optional<IndexDefinition> known = find(drop.collection(), drop.name(), write);
        if (known.isPresent()) {
            write.dropIndex(known.get());
        } else if (!drop.ifExists()) {
            throw refused(
                    "INDEX_UNKNOWN",
                    drop.name() + " on " + drop.collection(),
                    "an index of that collection, as system:indexes lists them, or IF EXISTS");
        }
    }

    private static Optional<IndexDefinition> find(String collection, String name, Reading reading) {
        for (IndexDefinition index : reading.rows().indexes()) {
            if (index.collection().equals(collection) && index.name().equals(name)) {
                return Optional.of(index);
            }
        }
        return Optional.empty();
    }

    private static StatementException refused(String code, String got, String wanted) {
        return new StatementException(new Refusal(code, "index", got, wanted));
    }
}
