package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How much of a store is durable: what another connection, of this process or another, can read. SQLite shows others what is in
 * its log only once the log is synced.
 */
final class Held implements AutoCloseable {
    private static final long LOOK_MILLIS = 1;
    private static final long DEADLINE_SECONDS = 1_800;
    private static final long TOLD_SECONDS = 5;

    private final Connection store;
    private final PreparedStatement last;

    /** @param directory of a store that is there */
    Held(Path directory) throws SQLException {
        store = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
        last = store.prepareStatement("SELECT coalesce(max(lsn), 0) FROM document");
    }

    /** Returns when so many changes were stored; numbers are given without gaps while a store is open. */
    void await(long changes) throws SQLException, InterruptedException, IOException {
        await(changes, line -> {});
    }

    /** @param progress hears every few seconds how many there are */
    void await(long changes, Benchmark.Progress progress) throws SQLException, InterruptedException, IOException {
        long began = System.nanoTime();
        long told = began;
        for (long stored = changes(); stored < changes; stored = changes()) {
            long now = System.nanoTime();
            if (now - began > TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS)) {
                throw new IOException("no " + changes + " changes after " + DEADLINE_SECONDS + " s");
            }
            if (now - told > TimeUnit.SECONDS.toNanos(TOLD_SECONDS)) {
                told = now;
                progress.say(String.format(Locale.ROOT, "%,d of %,d are durable", stored, changes));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** So far. */
    long changes() throws SQLException {
        try (ResultSet row = last.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        store.close();
    }
}
