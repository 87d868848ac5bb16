package dev.sotto.testkit;

import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Storage;
import java.util.Random;

class MemoryStorageTest extends StorageContract {
    @Override
    protected Storage create() {
        return new MemoryStorage(new Random(11));
    }

    @Override
    protected Storage reopen(Storage open) {
        return ((MemoryStorage) open).reopen();
    }

    @Override
    protected Storage crash(Storage open, Random random) {
        MemoryStorage memory = (MemoryStorage) open;
        return memory.crash(random.nextInt(memory.notFlushedCount() + 1));
    }
}
