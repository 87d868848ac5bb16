package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Refusal;
import dev.sotto.query.statement.Window;
import dev.sotto.store.Feed;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscription with a window begins where the disk says what is here of it. */
@Timeout(120)
class WindowsTest {
    private final SkippingTicker ticker = SkippingTicker.running();
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Loop loop = new Loop("sotto-loop test", ticker, new Loop.Batches() {
        @Override
        public void ended() {}

        @Override
        public void frozen(long millis) {}

        @Override
        public void broken(Throwable cause) {
            said.add("broken " + cause);
        }
    });

    @AfterEach
    void end() {
        loop.post(loop::end);
        loop.awaitEnd();
    }

    /** Its reads fail when they are told to, as those of a broken disk. */
    private Storage storage() {
        Storage storage = new MemoryStorage(new Random(1));
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, args) -> {
                    if (failing.get() && method.getName().equals("latest")) {
                        said.add("read");
                        throw new StorageException(
                                new Refusal("STORAGE_IO", "disk", "an input/output error", "a disk that reads"),
                                StorageException.Remedy.RETRY_LATER);
                    }
                    try {
                        return method.invoke(storage, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private String next() throws InterruptedException {
        return said.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void aDiskThatCannotBeReadPutsAWindowOffAndBreaksNothing() throws Exception {
        Storage storage = storage();
        Writer writer = new Writer(storage, new Feed());
        Windows windows = new Windows(writer, new StoreReplica(storage, writer, ticker), loop, ticker, 16);
        Window.Query asked = Window.of("SELECT * FROM orders ORDER BY at LIMIT 5", Collections.emptyMap());
        failing.set(true);
        loop.post(() -> windows.subscribe(
                List.of(new Wanted(asked.query(), 1, false, asked.window())),
                all -> said.add(all.size() + " announced")));
        assertEquals("read", next());
        loop.post(() -> said.add("alive"));
        assertEquals("alive", next());
        failing.set(false);
        ticker.skip(Limits.WINDOW_RETRY_MILLIS);
        loop.post(() -> said.add("a second later"));
        assertEquals(
                List.of("1 announced", "a second later"),
                List.of(next(), next()).stream().sorted().toList());
    }
}
