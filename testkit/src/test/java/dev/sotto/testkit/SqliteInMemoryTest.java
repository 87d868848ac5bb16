package dev.sotto.testkit;

import dev.sotto.document.Bytes;
import dev.sotto.store.Storage;
import dev.sotto.store.sqlite.SqliteStorage;
import java.util.Random;

/** SQLite without a disk keeps the contract, too; its image is what a process that died has left. */
class SqliteInMemoryTest extends StorageContract {
    private final Random random = new Random(17);

    private Storage open(Bytes image) {
        return SqliteStorage.inMemory(image, random);
    }

    @Override
    protected Storage create() {
        return open(Bytes.of(new byte[0]));
    }

    @Override
    protected Storage reopen(Storage open) {
        open.close();
        return open(((SqliteStorage) open).image());
    }

    @Override
    protected Storage crash(Storage open, Random chance) {
        Bytes image = ((SqliteStorage) open).image();
        open.close();
        return open(image);
    }
}
