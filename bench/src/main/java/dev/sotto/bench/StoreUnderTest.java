package dev.sotto.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * A store of orders, ours or the bare one: the same work on either, and each says what it found, so that the two can be
 * compared. Used by one thread.
 */
interface StoreUnderTest extends AutoCloseable {
    /** The single field that an update changes. */
    String CHANGED_FIELD = "field50";

    /** What was found: how many, and, outside of what is timed, their JSON. */
    record Found(int count, Supplier<List<String>> json) {}

    /** Stores all of them in one durable commit. */
    void insertTogether(List<Order> orders) throws Exception;

    /** Stores one; durable on return. */
    void insert(Order order) throws Exception;

    /** One field of one document; durable on return. */
    void change(String id, long value) throws Exception;

    Found get(String id) throws Exception;

    /** By a field that {@link #index} indexed. */
    Found ofCustomer(long customer) throws Exception;

    /** By two conditions that no index helps with. */
    Found dearOfTable(long table, double total) throws Exception;

    long count() throws Exception;

    /**
     * Makes the index over the customer.
     *
     * @throws Benchmark.Unavailable when the store has no indexes
     */
    void index() throws Exception;

    @Override
    void close() throws SQLException;

    /** Bytes of the files in a store's directory: database and log. */
    static long bytes(Path directory) throws IOException {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(directory, "*.db*")) {
            for (Path file : files) {
                // The -shm file is memory that happens to have a name: it is never written to the disk.
                bytes += file.toString().endsWith("-shm") ? 0 : Files.size(file);
            }
        }
        return bytes;
    }
}
