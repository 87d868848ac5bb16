package dev.sotto.phonebench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.Document;
import dev.sotto.RetryLaterException;
import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.phonebench.app.WriterApp;
import dev.sotto.phonebench.process.Command;
import dev.sotto.phonebench.process.Deadline;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PB7: frozen in the middle of a transaction, then killed, again and again on one store. */
@Tag("phone-bench")
final class KilledWhileWritingTest {
    private static final long SEED = 20_261_122;
    private static final int ROUNDS = Boolean.getBoolean("sotto.long") ? 40 : 6;
    private static final int FREEZES_MAX = 500;
    private static final Path LOCKS = Path.of("/proc/locks");

    /** The byte of SQLite's shared-memory file that a writer locks for the length of its commit (wal.c, WAL_WRITE_LOCK). */
    private static final String WAL_WRITE_LOCK = "120";

    @Test
    void pb7WhatWasAcknowledgedIsThereAndOnlyTheOpenTransactionIsLost() throws Exception {
        assumeTrue(Files.isReadable(LOCKS), "skipped: no " + LOCKS + " to see that a writer is inside a transaction");
        Random random = new Random(SEED);
        try (Scenario scenario = Scenario.open("pb7")) {
            Path store = scenario.newDirectory("store");
            long found = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                long written = writeAndKill(scenario, store, found + 1, found + 20 + random.nextInt(60));
                found = check(store, written, "seed " + SEED + ", round " + round);
            }
        }
    }

    /** Lets an app write from {@code first} on, freezes it inside a transaction after {@code atLeast}, and kills it. */
    private static long writeAndKill(Scenario scenario, Path store, long first, long atLeast) throws Exception {
        AtomicLong written = new AtomicLong(first - 1);
        PhoneOs phone = PhoneOs.boot(
                scenario,
                new PhoneSettings(Night.freezer().freezer(), Night.GRACE_MILLIS, Optional.empty()),
                new ProcessBuilder(Command.java(
                        Night.JVM_OPTIONS, WriterApp.class.getName(), List.of(store.toString(), Long.toString(first)))),
                line -> written.set(Long.parseLong(line.substring("wrote ".length()))));
        assertTrue(
                Deadline.in(Night.DEADLINE_MILLIS).await(() -> written.get() >= atLeast),
                () -> "the app writes\n" + phone.timeline());
        freezeInsideATransaction(phone);
        RetryLaterException locked = assertThrows(RetryLaterException.class, () -> openAndClose(store));
        assertTrue(
                locked.getMessage().contains(Long.toString(phone.appPid())),
                () -> "a frozen app has its store: " + locked.getMessage());
        phone.kill();
        phone.timeline()
                .await(EnumSet.of(PhoneEvent.EXITED), 0, Night.DEADLINE_MILLIS)
                .orElseThrow(() -> new AssertionError("the app did not end\n" + phone.timeline()));
        return written.get();
    }

    private static void openAndClose(Path store) {
        Sotto.open(SottoConfig.in(store).build()).close();
    }

    private static void freezeInsideATransaction(PhoneOs phone) throws IOException {
        for (int attempt = 1; attempt <= FREEZES_MAX; attempt++) {
            phone.freezeNow();
            if (holdsWriteLock(phone.appPid())) {
                System.out.println("figure: pb7 frozen inside a transaction at attempt " + attempt);
                return;
            }
            phone.foreground();
        }
        throw new AssertionError("in " + FREEZES_MAX + " freezes the app was never inside a transaction");
    }

    /** Lines of /proc/locks: "1: POSIX ADVISORY WRITE pid device:inode first last". */
    private static boolean holdsWriteLock(long pid) throws IOException {
        for (String line : Files.readAllLines(LOCKS)) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length == 8
                    && fields[3].equals("WRITE")
                    && fields[4].equals(Long.toString(pid))
                    && fields[6].equals(WAL_WRITE_LOCK)
                    && fields[7].equals(WAL_WRITE_LOCK)) {
                return true;
            }
        }
        return false;
    }

    /** Opens the store; every transaction up to the acknowledged one is whole, and at most the one after it is there too. */
    private static long check(Path store, long written, String where) {
        TreeMap<Long, Integer> documents = new TreeMap<>();
        try (Sotto sotto = Sotto.open(SottoConfig.in(store).build())) {
            for (Document document : sotto.execute("SELECT * FROM log").documents()) {
                documents.merge(document.getLong("transaction"), 1, Integer::sum);
            }
        }
        long last = documents.isEmpty() ? 0 : documents.lastKey();
        System.out.println("figure: pb7 " + where + ": acknowledged " + written + ", found " + last);
        assertTrue(
                last == written || last == written + 1, () -> where + ": acknowledged " + written + ", found " + last);
        assertEquals(last, documents.size(), () -> where + ": transactions are missing: " + documents.keySet());
        documents.forEach((transaction, count) ->
                assertEquals(WriterApp.DOCUMENTS, count, () -> where + ": transaction " + transaction + " is torn"));
        return last;
    }
}
