package dev.sotto.store.sqlite;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.store.Durability;
import dev.sotto.store.IndexBuilds;
import dev.sotto.store.Limits;
import dev.sotto.store.Reading;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import dev.sotto.store.Transaction;
import dev.sotto.store.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The store in one SQLite file, in WAL mode with synchronous=FULL: a commit is on the disk when it returns. A commit that
 * was begun as ASYNC runs under synchronous=NORMAL, and the next one under FULL, or {@link #flush}, syncs it.
 *
 * <p>One connection writes and belongs to the loop; snapshots read through read-only connections of their own.
 */
public final class SqliteStorage implements Storage {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** What a rollback journal begins with: https://www.sqlite.org/fileformat2.html#the_rollback_journal. */
    private static final byte[] JOURNAL_MAGIC = {
        (byte) 0xd9, (byte) 0xd5, 0x05, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
    };

    private final SqliteMedium medium;
    private final SqliteConnection connection;
    private final SqliteReaders readers;
    private final Random random;
    private final IndexBuilds builds;
    private StoreIdentity identity;
    private Hlc clock;
    private long nextLsn;
    private long lsnReserved;
    private long durableLsn;
    private Durability mode = Durability.FSYNC;

    /** Whether an ASYNC commit may not be on the disk yet. */
    private boolean unflushed;

    private boolean lost;
    private boolean closed;

    @Nullable
    private SqliteTransaction open;

    private SqliteStorage(
            SqliteMedium medium, SqliteConnection connection, SqliteReaders readers, Random random, IndexBuilds builds)
            throws IOException {
        this.builds = builds;
        this.medium = medium;
        this.connection = connection;
        this.random = random;
        this.readers = readers;
        Marks marks = connection.attempt(this::readMarks);
        this.identity = marks.identity();
        this.clock = marks.clock();
        this.lsnReserved = marks.lsnReserved();
        this.nextLsn = lsnReserved + 1;
        this.durableLsn = lsnReserved;
        connection.names().loadNames();
        medium.opened(connection);
    }

    private record Marks(StoreIdentity identity, Hlc clock, long lsnReserved) {}

    /**
     * Opens the store in the directory, creating both when they are not there. Blocks for the disk.
     *
     * @param random makes the ids of a new store and the boot nonce: a SecureRandom outside of tests
     * @throws StorageException DB_LOCKED, DB_KEY_OR_FORMAT, DB_NEWER, STORAGE_READ_ONLY, STORAGE_FULL or STORAGE_IO; the
     *     directory is as it was found
     */
    public static SqliteStorage open(Path directory, Random random) {
        return open(directory, random, IndexBuilds.UNHEARD);
    }

    /**
     * As {@link #open(Path, Random)}.
     *
     * @param builds hears of each index while it is built
     */
    public static SqliteStorage open(Path directory, Random random, IndexBuilds builds) {
        Path real = directory(directory);
        DirectoryLock lock = DirectoryLock.take(real);
        SqliteStorage storage = null;
        try {
            storage = open(real.resolve(SqliteSchema.FILE_NAME), lock, random, builds);
            return storage;
        } finally {
            if (storage == null) {
                lock.close();
            }
        }
    }

    private static SqliteStorage open(Path file, DirectoryLock lock, Random random, IndexBuilds builds) {
        requireStoreOrNothing(file);
        SqliteConnection connection = SqliteConnection.open(file, false);
        SqliteStorage storage = null;
        try {
            SqliteSchema.open(connection.jdbc(), file, random);
            SqliteReaders readers = new SqliteReaders(() -> SqliteConnection.open(file, true), true);
            storage = new SqliteStorage(new SqliteFile(lock), connection, readers, random, builds);
            return storage;
        } catch (SQLException e) {
            throw SqliteFailure.opening(file, e);
        } catch (IOException e) {
            throw SqliteFailure.io(file, e);
        } finally {
            if (storage == null) {
                connection.close();
            }
        }
    }

    /**
     * A store in memory, for simulations and tests: SQLite does with it what it does with a file, but for the log and the
     * disk. What a disk would hold is its {@link #image}. Nobody else can open it, and it ends with {@link #close}.
     *
     * @param image of a store, or no bytes for a new one
     * @param random makes the ids of a new store and the boot nonce
     * @throws StorageException as {@link #open(Path, Random)}
     */
    public static SqliteStorage inMemory(Bytes image, Random random) {
        SqliteConnection connection = SqliteConnection.inMemory(image, false);
        SqliteStorage storage = null;
        try {
            SqliteSchema.openInMemory(connection, random);
            SqliteMemory memory = new SqliteMemory(image);
            storage = new SqliteStorage(memory, connection, memory.readers(), random, IndexBuilds.UNHEARD);
            return storage;
        } catch (SQLException e) {
            throw SqliteFailure.opening(connection.file(), e);
        } catch (IOException e) {
            throw SqliteFailure.io(connection.file(), e);
        } finally {
            if (storage == null) {
                connection.close();
            }
        }
    }

    /**
     * What the file of a store would hold as of the newest commit, as SQLite serializes it. Cheap: it is made at each commit.
     *
     * @throws IllegalStateException when the store is not in memory
     */
    public Bytes image() {
        if (medium instanceof SqliteMemory memory) {
            return memory.image();
        }
        throw new IllegalStateException("the store is in " + connection.file() + ", wanted one in memory");
    }

    private static Path directory(Path directory) {
        try {
            boolean created = !Files.exists(directory);
            Files.createDirectories(directory);
            Path real = directory.toRealPath();
            if (created) {
                syncDirectory(real.getParent());
            }
            return real;
        } catch (FileAlreadyExistsException e) {
            throw SqliteFailure.notAStore(directory, "a file");
        } catch (AccessDeniedException e) {
            throw SqliteFailure.readOnly(directory, e);
        } catch (FileSystemException e) {
            throw SqliteFailure.ofFileSystem(directory, e);
        } catch (IOException e) {
            throw SqliteFailure.io(directory, e);
        }
    }

    /** A new directory's name is on the disk only when its parent is. Windows cannot open a directory; NTFS logs names. */
    private static void syncDirectory(@Nullable Path parent) {
        if (parent == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not possible on this platform: the file system's own journal has to do.
        }
    }

    /**
     * Before SQLite sees it: SQLite would call a garbage file NOTADB only at the first read, and an empty one its own. A
     * file with a journal beside it may be torn, since the power failed while it was laid out: SQLite will roll it back.
     */
    private static void requireStoreOrNothing(Path file) {
        if (!Files.exists(file)
                || startsWith(file.resolveSibling(SqliteSchema.FILE_NAME + "-journal"), JOURNAL_MAGIC)) {
            return;
        }
        if (!Files.isRegularFile(file)) {
            throw SqliteFailure.notAStore(file, "not a file");
        }
        ByteBuffer head = head(file, MAGIC.length);
        if (head.position() > 0 && !Arrays.equals(head.array(), MAGIC)) {
            throw SqliteFailure.notAStore(file, "another header");
        }
    }

    private static boolean startsWith(Path file, byte[] magic) {
        return Files.isRegularFile(file)
                && Arrays.equals(head(file, magic.length).array(), magic);
    }

    private static ByteBuffer head(Path file, int bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(bytes);
            while (head.hasRemaining() && channel.read(head) > 0) {
                continue;
            }
            return head;
        } catch (AccessDeniedException e) {
            throw SqliteFailure.readOnly(file, e);
        } catch (IOException e) {
            throw SqliteFailure.io(file, e);
        }
    }

    private Marks readMarks() throws SQLException {
        PreparedStatement read = connection.prepared(
                "SELECT store_id, store_epoch, actor_epoch, lsn_reserved, hlc FROM store WHERE one = 1");
        try (ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                throw SqliteFailure.corrupt("store", "no row", "one row");
            }
            StoreId storeId = new StoreId(Bytes.of(row.getBytes(1)));
            StoreIdentity found =
                    new StoreIdentity(row.getLong(2), new Actor(storeId, row.getLong(3)), random.nextLong());
            return new Marks(found, Hlc.ofPacked(row.getLong(5)), row.getLong(4));
        }
    }

    @Override
    public StoreIdentity identity() {
        return identity;
    }

    @Override
    public Hlc clock() {
        return clock;
    }

    @Override
    public long heardLsn() {
        return connection.attempt(() -> {
            try (ResultSet row =
                    connection.prepared("SELECT heard_lsn FROM store").executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        });
    }

    @Override
    public Transaction begin(Durability durability) {
        requireUsable();
        requireNoTransaction();
        if (durability == Durability.ASYNC && lsnReserved - nextLsn < Limits.LSN_BLOCK / 2) {
            // Durable before its numbers are given out, so that a power failure does not let them be given again.
            storeMarks(Math.max(lsnReserved, nextLsn) + Limits.LSN_BLOCK);
        }
        mode(durability);
        open = new SqliteTransaction(this, connection, durability, lsnReserved, clock);
        return open;
    }

    private void mode(Durability durability) {
        if (mode != durability) {
            connection.run(() -> {
                try (Statement sql = connection.jdbc().createStatement()) {
                    SqliteSchema.synchronous(sql, durability);
                }
            });
            mode = durability;
        }
    }

    /** A commit of its own under synchronous=FULL, and with it of all that the log holds. */
    private void storeMarks(long reserved) {
        mode(Durability.FSYNC);
        connection.run(() -> {
            PreparedStatement marks =
                    connection.prepared("UPDATE store SET lsn_reserved = max(lsn_reserved, ?), hlc = max(hlc, ?)");
            marks.setLong(1, reserved);
            marks.setLong(2, clock.packed());
            marks.executeUpdate();
        });
        committed();
        lsnReserved = reserved;
        unflushed = false;
        durableLsn = Math.min(nextLsn - 1, lsnReserved);
    }

    /**
     * An ASYNC group that took more numbers than were reserved before it does wait for the disk: a power failure would let
     * the next process give them again, and its callers are about to hear of them. When the disk fails now, the group is
     * committed and cannot be taken back, so nothing goes on before the store was opened anew.
     */
    void syncNumbers() {
        try {
            flush();
        } catch (StorageException e) {
            connection.distrust();
            throw e.remedy() == StorageException.Remedy.RETRY_LATER ? SqliteFailure.notSynced(connection.file(), e) : e;
        }
    }

    @Override
    public Reading latest() {
        if (closed) {
            throw StorageException.closed();
        }
        requireNoTransaction();
        connection.finishRollback();
        return connection;
    }

    private void requireNoTransaction() {
        if (open != null) {
            throw new IllegalStateException("a transaction is open; commit or close it first, or read through it");
        }
    }

    @Override
    public Snapshot snapshot() {
        return readers.snapshot();
    }

    @Override
    public Snapshot glance() {
        return readers.glance();
    }

    @Override
    public Workspace workspace() {
        return readers.workspace();
    }

    @Override
    public long durableLsn() {
        return durableLsn;
    }

    @Override
    public boolean isFlushed() {
        return !unflushed;
    }

    @Override
    public long flush() {
        requireUsable();
        if (unflushed) {
            requireNoTransaction();
            // One number more: an UPDATE to the values that are there changes no page, and SQLite syncs nothing for it.
            storeMarks(lsnReserved + 1);
        }
        return durableLsn;
    }

    /** Copies the log into the file and empties it: a log that was once long would keep its length while it is open. */
    @Override
    public void tidy() {
        if (closed || lost || connection.distrusted() || open != null) {
            return;
        }
        connection.run(() -> {
            try (Statement sql = connection.jdbc().createStatement()) {
                // A checkpoint waits for readers as long as for anything else; the loop has no time for that.
                sql.execute("PRAGMA busy_timeout = 0");
                try {
                    sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                } finally {
                    sql.execute("PRAGMA busy_timeout = " + SqliteLimits.BUSY_MILLIS);
                }
            }
        });
    }

    @Override
    public StoreIdentity renewEpoch() {
        requireUsable();
        requireNoTransaction();
        return become(identity.renewed(random));
    }

    @Override
    public StoreIdentity renewIdentity() {
        requireUsable();
        requireNoTransaction();
        mode(Durability.FSYNC);
        // A commit of its own: an id that is on the list and still ours does no harm.
        connection.run(() -> SqliteMarks.put(connection, identity.former()));
        return become(identity.renamed(random));
    }

    private StoreIdentity become(StoreIdentity next) {
        mode(Durability.FSYNC);
        connection.run(() -> {
            PreparedStatement renew =
                    connection.prepared("UPDATE store SET store_id = ?, store_epoch = ?, actor_epoch = ?");
            renew.setBytes(1, next.storeId().bytes().toArray());
            renew.setLong(2, next.storeEpoch());
            renew.setLong(3, next.actor().epoch());
            renew.executeUpdate();
        });
        committed();
        identity = next;
        return identity;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (open != null) {
                open.close();
            }
            if (!lost) {
                flush();
            }
        } finally {
            closed = true;
            readers.close();
            try {
                connection.close();
            } finally {
                medium.close();
            }
        }
    }

    /** Bounds the file, so that a test can fill it up; SQLite answers as on a full disk. */
    void pageCountMax(int pages) {
        connection.run(() -> {
            try (Statement sql = connection.jdbc().createStatement()) {
                sql.execute("PRAGMA max_page_count = " + pages);
            }
        });
    }

    /** The value of a pragma on the writing connection. */
    String setting(String pragma) {
        return connection.attempt(() -> {
            try (Statement sql = connection.jdbc().createStatement();
                    ResultSet row = sql.executeQuery("PRAGMA " + pragma)) {
                return row.next() ? row.getString(1) : "";
            }
        });
    }

    IndexBuilds builds() {
        return builds;
    }

    long takeLsn() {
        return nextLsn++;
    }

    /** A transaction is over: what it reserved and stamped counts when it was stored. */
    void ended(boolean stored, Durability durability, long reserved, Hlc newClock) {
        open = null;
        if (stored) {
            lsnReserved = reserved;
            clock = newClock;
            unflushed = durability == Durability.ASYNC;
        }
        if (!unflushed) {
            // Numbers beyond the reserved block were taken by a transaction that took its reservation back with it: the
            // next process may give them again, so nobody may hear of them.
            durableLsn = Math.min(nextLsn - 1, lsnReserved);
        }
    }

    /** A commit into a file that has no name any more would be acknowledged and lost. */
    void committed() {
        medium.committed(connection);
        lost = lost || medium.isLost();
        if (lost) {
            throw SqliteFailure.lost(connection.file());
        }
    }

    private void requireUsable() {
        if (closed) {
            throw StorageException.closed();
        }
        if (lost) {
            throw SqliteFailure.lost(connection.file());
        }
        if (connection.distrusted()) {
            throw SqliteFailure.notSynced(connection.file(), null);
        }
    }
}
