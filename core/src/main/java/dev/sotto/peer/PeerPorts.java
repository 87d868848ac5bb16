package dev.sotto.peer;

import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.sqlite.BackupMarker;
import dev.sotto.store.sqlite.SqliteStorage;
import dev.sotto.sync.Protections;
import java.util.Optional;

/**
 * What a peer reaches the world through beside its ticker: an app's are the machine's, a virtual world brings its own.
 *
 * @param storage open; the peer closes it
 * @param transports where links come from
 * @param driver runs the loop; empty: a thread of its own
 * @param protections what keeps stores equal: all of it, but for a test that shows that it would notice
 */
public record PeerPorts(Storage storage, Transports transports, Optional<LoopDriver> driver, Protections protections) {
    /**
     * This machine's disk, network and threads. Blocks for the disk.
     *
     * @throws StorageException the store cannot be opened
     */
    static PeerPorts ofMachine(PeerSettings settings, PeerListener listener) {
        Storage storage = settings.directory().isPresent()
                ? SqliteStorage.open(
                        settings.directory().get(), settings.random(), new BuildReports(settings.ticker(), listener))
                : new MemoryStorage(settings.random());
        try {
            settings.marker().ifPresent(file -> BackupMarker.check(storage, file, settings.random()));
        } catch (StorageException e) {
            storage.close();
            throw e;
        }
        return new PeerPorts(storage, new TcpTransports(settings), Optional.empty(), Protections.ALL);
    }
}
