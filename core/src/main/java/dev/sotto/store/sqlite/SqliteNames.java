package dev.sotto.store.sqlite;

import dev.sotto.document.Actor;
import dev.sotto.document.ActorTable;
import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.store.CollectionMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A connection's copies of the two small tables that give numbers to long names, actors and collections. Both only grow,
 * so a number once read stays true; numbers that a rolled-back transaction gave are taken back with {@link #cut}. A
 * workspace cannot append to the tables: names that are new in it get numbers of its own, far above.
 */
final class SqliteNames implements ActorTable {
    /** The first number that a workspace gives: no table will ever reach it. */
    private static final int PRIVATE_FIRST = 1 << 30;

    private final SqliteConnection connection;
    private final boolean isPrivate;
    private final NumberedNames<Actor> actors = new NumberedNames<>();
    private final NumberedNames<String> collections = new NumberedNames<>();
    private final NumberedNames<Actor> privateActors = new NumberedNames<>();
    private final NumberedNames<String> privateCollections = new NumberedNames<>();

    /** @param isPrivate whether new names stay with this connection, until {@link #forgetPrivate} */
    SqliteNames(SqliteConnection connection, boolean isPrivate) {
        this.connection = connection;
        this.isPrivate = isPrivate;
    }

    /** Forgets the names that only the workspace knew. */
    void forgetPrivate() {
        privateActors.cut(0);
        privateCollections.cut(0);
    }

    private static <T> int privateNumber(NumberedNames<T> names, T name) {
        int known = names.number(name);
        return PRIVATE_FIRST + (known == NumberedNames.NONE ? names.append(name) : known);
    }

    @Override
    public Actor actorOf(int ref) {
        if (ref >= PRIVATE_FIRST && ref - PRIVATE_FIRST < privateActors.size()) {
            return privateActors.value(ref - PRIVATE_FIRST);
        }
        if (ref >= actors.size()) {
            connection.run(this::loadActors);
        }
        if (ref >= actors.size()) {
            throw new RefusedException("STATE_MALFORMED", "actor", ref, "0 to " + (actors.size() - 1));
        }
        return actors.value(ref);
    }

    private void loadActors() throws SQLException {
        PreparedStatement load = connection.prepared("SELECT store_id, epoch FROM actor WHERE ref >= ? ORDER BY ref");
        load.setInt(1, actors.size());
        try (ResultSet row = load.executeQuery()) {
            while (row.next()) {
                actors.append(new Actor(new StoreId(Bytes.of(row.getBytes(1))), row.getLong(2)));
            }
        }
    }

    /** The actor's number, appended to the table when it has none yet; only inside a transaction. */
    @Override
    public int refOf(Actor actor) {
        int known = actors.number(actor);
        if (known != NumberedNames.NONE) {
            return known;
        } else if (isPrivate) {
            return privateNumber(privateActors, actor);
        }
        connection.run(() -> {
            PreparedStatement insert =
                    connection.prepared("INSERT INTO actor (ref, store_id, epoch, key_epoch) VALUES (?, ?, ?, 0)");
            insert.setInt(1, actors.size());
            insert.setBytes(2, actor.store().bytes().toArray());
            insert.setLong(3, actor.epoch());
            insert.executeUpdate();
        });
        return actors.append(actor);
    }

    /** The collection of that number. */
    String collection(int ref) {
        if (ref >= PRIVATE_FIRST && ref - PRIVATE_FIRST < privateCollections.size()) {
            return privateCollections.value(ref - PRIVATE_FIRST);
        }
        if (ref >= collections.size()) {
            connection.run(this::loadCollections);
        }
        if (ref >= collections.size()) {
            throw SqliteFailure.corrupt("collection", String.valueOf(ref), "0 to " + (collections.size() - 1));
        }
        return collections.value(ref);
    }

    private void loadCollections() throws SQLException {
        PreparedStatement load = connection.prepared("SELECT name FROM collection WHERE ref >= ? ORDER BY ref");
        load.setInt(1, collections.size());
        try (ResultSet row = load.executeQuery()) {
            while (row.next()) {
                collections.append(row.getString(1));
            }
        }
    }

    /** The collection's number, or {@link NumberedNames#NONE} when nothing was ever stored in it. */
    int knownCollection(String name) {
        int known = collections.number(name);
        if (known == NumberedNames.NONE) {
            connection.run(this::loadCollections);
            known = collections.number(name);
        }
        int own = privateCollections.number(name);
        return known == NumberedNames.NONE && own != NumberedNames.NONE ? PRIVATE_FIRST + own : known;
    }

    /** The collection's number, appended to the table when it has none yet; only inside a transaction. */
    int collectionRef(String name, long sinceHlc) {
        int known = isPrivate ? knownCollection(name) : collections.number(name);
        if (known != NumberedNames.NONE) {
            return known;
        } else if (isPrivate) {
            return privateNumber(privateCollections, name);
        }
        connection.run(() -> {
            PreparedStatement insert =
                    connection.prepared("INSERT INTO collection (ref, name, mode, since_hlc) VALUES (?, ?, ?, ?)");
            insert.setInt(1, collections.size());
            insert.setString(2, name);
            insert.setInt(3, CollectionMode.OPEN.code());
            insert.setLong(4, sinceHlc);
            insert.executeUpdate();
        });
        return collections.append(name);
    }

    /** Before a transaction writes: the copies hold all rows, so that {@link #mark} names a committed length. */
    Mark mark() {
        return new Mark(actors.size(), collections.size());
    }

    void cut(Mark mark) {
        actors.cut(mark.actorCount());
        collections.cut(mark.collectionCount());
    }

    void loadNames() {
        connection.run(this::loadActors);
        connection.run(this::loadCollections);
    }

    record Mark(int actorCount, int collectionCount) {}
}
