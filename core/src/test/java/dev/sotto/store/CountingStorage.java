package dev.sotto.store;

import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A storage that counts its commits, and fails one when told to, as a full disk would; or fails to find anything. */
final class CountingStorage implements Storage {
    private final Storage storage;
    int commits;
    int savepoints;
    boolean failNextCommit;
    boolean failSelects;

    CountingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public StoreIdentity identity() {
        return storage.identity();
    }

    @Override
    public Hlc clock() {
        return storage.clock();
    }

    @Override
    public long heardLsn() {
        return storage.heardLsn();
    }

    @Override
    public Transaction begin(Durability durability) {
        Transaction transaction = storage.begin(durability);
        return (Transaction) Proxy.newProxyInstance(
                Transaction.class.getClassLoader(), new Class<?>[] {Transaction.class}, (proxy, method, args) -> {
                    if (method.getName().equals("savepoint")) {
                        savepoints++;
                    } else if (method.getName().equals("commit")) {
                        counted(transaction);
                    }
                    try {
                        return method.invoke(transaction, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Reading latest() {
        Reading latest = storage.latest();
        return (Reading) Proxy.newProxyInstance(
                Reading.class.getClassLoader(), new Class<?>[] {Reading.class}, (proxy, method, args) -> {
                    if (failSelects && method.getName().equals("select")) {
                        throw new StorageException(
                                new Refusal("STORAGE_IO", "disk", "an input/output error", "a disk that reads"),
                                StorageException.Remedy.RETRY_LATER);
                    }
                    return method.invoke(latest, args);
                });
    }

    @Override
    public Snapshot snapshot() {
        return storage.snapshot();
    }

    @Override
    public Workspace workspace() {
        return storage.workspace();
    }

    @Override
    public boolean isFlushed() {
        return storage.isFlushed();
    }

    @Override
    public long durableLsn() {
        return storage.durableLsn();
    }

    @Override
    public long flush() {
        return storage.flush();
    }

    @Override
    public StoreIdentity renewEpoch() {
        return storage.renewEpoch();
    }

    @Override
    public StoreIdentity renewIdentity() {
        return storage.renewIdentity();
    }

    @Override
    public void close() {
        storage.close();
    }

    /** A commit is about to be made. */
    private void counted(Transaction transaction) {
        if (failNextCommit) {
            failNextCommit = false;
            transaction.close();
            throw new StorageException(
                    new Refusal("STORAGE_FULL", "disk", "no space left", "free space"),
                    StorageException.Remedy.RETRY_LATER);
        }
        commits++;
    }
}
