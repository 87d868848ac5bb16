package dev.sotto.bench.sync;

import dev.sotto.document.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a store holds, durably, as another connection reads it from its file: a million documents in seconds and in no memory.
 *
 * @param documents that are held, evicted ones not among them
 * @param sum of a hash of each one's key and digest, as four words: two stores with the same hold the same
 */
record Holding(long documents, Bytes sum) {
    private static final int WORDS = 4;

    private static final String COUNT = "SELECT count(*) FROM document";

    /** Evicted documents have other flags. */
    private static final String ALL = "SELECT doc_key, digest FROM document WHERE flags = 0";

    /** Only how many there are, which is told at once: a reader that stays long keeps the log from being emptied. */
    static long count(Path directory) throws SQLException {
        try (Connection store = open(directory);
                Statement query = store.createStatement();
                ResultSet row = query.executeQuery(COUNT)) {
            return row.getLong(1);
        }
    }

    private static Connection open(Path directory) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
    }

    /** @param directory of a store that is there */
    static Holding in(Path directory) throws SQLException {
        long documents = 0;
        long[] words = new long[WORDS];
        try (Connection store = open(directory);
                Statement query = store.createStatement();
                ResultSet row = query.executeQuery(ALL)) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            while (row.next()) {
                hash.update(row.getBytes(1));
                ByteBuffer of = ByteBuffer.wrap(hash.digest(row.getBytes(2)));
                for (int i = 0; i < WORDS; i++) {
                    words[i] += of.getLong();
                }
                documents++;
            }
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        ByteBuffer sum = ByteBuffer.allocate(WORDS * Long.BYTES);
        for (long word : words) {
            sum.putLong(word);
        }
        return new Holding(documents, Bytes.of(sum.array()));
    }
}
