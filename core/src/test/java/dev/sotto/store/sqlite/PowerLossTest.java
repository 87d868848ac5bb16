package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at every call that a process makes to the disk. The calls are recorded once and replayed onto a model of
 * a disk that keeps what it was asked to sync and, of the rest, whatever it likes ({@link PowerLoss}); at each boundary
 * between two calls, images of what could be found are opened with the real store and checked ({@link CrashCheck}).
 *
 * <p>More images are made where it hurts: between a commit's last write and the return of its fsync, and in the middle of a
 * checkpoint. No real power was cut.
 */
@Tag("store")
class PowerLossTest {
    private static final long SEED = CrashWorkload.SEED;
    private static final boolean LONG = Boolean.getBoolean("sotto.long");
    private static final int IMAGES_MIN = 1_000;

    /** A workload that makes more calls than this is looked at where it hurts, and at as many other boundaries by chance. */
    private static final int IMAGES_MAX = 1_500;

    private static final int FAULTS_TOLD_MAX = 5;
    private static final String LOG = "sotto.db-wal";

    /** Every so many-th image is read row by row and written to. */
    private static final int THOROUGH_EVERY = LONG ? 4 : 10;

    @TempDir
    private Path scratch;

    private RecordedDisk disk;

    @BeforeEach
    void buildTheRecorder() throws Exception {
        disk = RecordedDisk.build(scratch);
    }

    /** What was found in the images of one recording. */
    private static final class Tally {
        final TreeMap<String, Integer> kinds = new TreeMap<>();
        final TreeMap<String, Integer> fates = new TreeMap<>();
        final List<String> faults = new ArrayList<>();
        int images;
        int calls;
        int inCommit;
        int inCheckpoint;
        int inBackup;

        int of(String kind) {
            return kinds.getOrDefault(kind, 0);
        }

        int bad() {
            return images - of("ok");
        }
    }

    @Test
    void aStoreThatTakesSmallInsertsLosesNothing() throws Exception {
        nothingIsLost(CrashWorkload.SMALL_INSERTS);
    }

    @ParameterizedTest
    @EnumSource(value = CrashWorkload.class, names = "SMALL_INSERTS", mode = EnumSource.Mode.EXCLUDE)
    @Tag("long")
    void noWorkloadLosesAnything(CrashWorkload workload) throws Exception {
        nothingIsLost(workload);
    }

    private void nothingIsLost(CrashWorkload workload) throws Exception {
        Tally tally = images(workload, "", "", IMAGES_MIN);
        report(workload, tally);
        assertEquals(0, tally.bad(), () -> "seed " + SEED + ": " + tally.faults);
        assertTrue(tally.images >= IMAGES_MIN, tally.images + " images");
        assertTrue(tally.inCommit > 0, "no image between a commit and its fsync");
        assertTrue(tally.inCheckpoint > 0, "no image in a checkpoint");
        assertEquals(workload == CrashWorkload.EVICTIONS, tally.inBackup > 0, tally.inBackup + " images in a backup");
    }

    private static void report(CrashWorkload workload, Tally tally) {
        System.out.printf(
                Locale.ROOT,
                "figure: power loss, %s: %d images of %d calls, %d inside a commit, %d inside a checkpoint, %d inside a backup:"
                        + " %d corrupt, %d acknowledged lost, %d inconsistent, seed %d%n",
                workload.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                tally.images,
                tally.calls,
                tally.inCommit,
                tally.inCheckpoint,
                tally.inBackup,
                tally.of("corrupt"),
                tally.of("lost"),
                tally.of("inconsistent"),
                SEED);
    }

    /** The checker has teeth: a log that is never synced loses what was acknowledged, and that is found. */
    @Test
    void aLogThatIsNotSyncedIsFoundOut() throws Exception {
        Tally tally = images(CrashWorkload.SMALL_INSERTS, "-wal", "", 0);
        System.out.println("figure: power loss, planted fault (fsync of the log dropped): " + tally.of("lost") + " of "
                + tally.images + " images lose an acknowledged commit, " + tally.of("corrupt") + " corrupt");
        assertTrue(tally.of("lost") > 0, "a dropped fsync went unnoticed");
    }

    @Test
    void anAcknowledgementBeforeTheCommitIsFoundOut() throws Exception {
        Tally tally = images(CrashWorkload.SMALL_INSERTS, "", CrashChild.EARLY, 0);
        System.out.println("figure: power loss, planted fault (acknowledged before the commit): " + tally.of("lost")
                + " of " + tally.images + " images lose an acknowledged commit");
        assertTrue(tally.of("lost") > 0, "an early acknowledgement went unnoticed");
    }

    /** Records the workload and looks at every boundary; {@code imagesMin} 0: at one boundary in eight. */
    private Tally images(CrashWorkload workload, String drop, String fault, int imagesMin) throws Exception {
        Path store = Files.createDirectory(scratch.resolve("store"));
        Map<DocKey, String> base = start(workload, store);
        Map<String, byte[]> files = RecordedDisk.files(store);
        Path log = scratch.resolve("log");
        disk.run(store, log, drop, CrashChild.class, store.toString(), workload.name(), fault.isEmpty() ? "-" : fault);
        List<DiskLog.Call> calls = DiskLog.read(log);
        long toDisk = calls.stream()
                .filter(call -> !call.name().equals(CrashChild.SAID))
                .count();
        int perBoundary = (int) Math.max(1, imagesMin / Math.max(1, toDisk) + 1);
        int othersPercent = sampled(calls, toDisk);
        PowerLoss platter = new PowerLoss(files, LOG);
        CrashCheck check = new CrashCheck(workload, base);
        CrashCheck.Heard heard = new CrashCheck.Heard();
        Random random = new Random(SEED);
        Tally tally = new Tally();
        for (int i = 0; i < calls.size(); i++) {
            DiskLog.Call call = calls.get(i);
            if (call.name().equals(CrashChild.SAID)) {
                new String(call.bytes(), StandardCharsets.UTF_8).lines().forEach(heard::line);
                continue;
            }
            platter.replay(call);
            tally.calls++;
            boolean beforeSync = isBeforeSync(calls, i);
            boolean inCommit = heard.begun > heard.acknowledged && call.name().endsWith("-wal");
            boolean inCheckpoint = call.name().equals("sotto.db");
            int images = beforeSync ? 2 * perBoundary + 1 : inCheckpoint ? perBoundary + 1 : perBoundary;
            if (imagesMin == 0) {
                images = beforeSync || i % 8 == 0 ? 1 : 0;
            } else if (!hurts(calls, i) && random.nextInt(100) >= othersPercent) {
                images = 0;
            }
            boolean inBackup = call.name().startsWith("backup-");
            for (int n = 0; n < images; n++) {
                tally.inBackup += inBackup ? 1 : 0;
                tally.inCommit += inCommit ? 1 : 0;
                tally.inCheckpoint += inCheckpoint ? 1 : 0;
                look(platter, check, heard, random, tally, "call " + i + " (" + call.kind() + " " + call.name() + ")");
            }
        }
        return tally;
    }

    private static boolean isBeforeSync(List<DiskLog.Call> calls, int at) {
        return at + 1 < calls.size() && calls.get(at + 1).kind() == DiskLog.Kind.SYNC;
    }

    /** Around a sync, and wherever something else is done than writing: the boundaries at which most is at stake. */
    private static boolean hurts(List<DiskLog.Call> calls, int at) {
        return isBeforeSync(calls, at) || calls.get(at).kind() != DiskLog.Kind.WRITE;
    }

    /** How many of a hundred other boundaries are looked at, so that there are at most about {@link #IMAGES_MAX} images. */
    private static int sampled(List<DiskLog.Call> calls, long toDisk) {
        long certain = 0;
        for (int i = 0; i < calls.size(); i++) {
            boolean said = calls.get(i).name().equals(CrashChild.SAID);
            certain += said || !hurts(calls, i) ? 0 : isBeforeSync(calls, i) ? 3 : 1;
        }
        long others = Math.max(1, toDisk - certain / 2);
        return (int) Math.max(1, Math.min(100, 100 * (IMAGES_MAX - certain) / others));
    }

    private void look(
            PowerLoss platter, CrashCheck check, CrashCheck.Heard heard, Random random, Tally tally, String at)
            throws IOException {
        PowerLoss.Fate[] fates = PowerLoss.Fate.values();
        PowerLoss.Fate fate = fates[tally.images % fates.length];
        Path image = RecordedDisk.directory(scratch, "image");
        try {
            platter.image(image, fate, random, CrashChild.SAID);
            CrashCheck.Finding finding = check.check(image, heard, tally.images % THOROUGH_EVERY == 0);
            tally.images++;
            tally.kinds.merge(finding.kind(), 1, Integer::sum);
            if (!finding.kind().equals("ok") && tally.faults.size() < FAULTS_TOLD_MAX) {
                tally.faults.add("after " + at + ", " + fate + ": " + finding.kind() + ": " + finding.what());
            }
        } finally {
            RecordedDisk.remove(image);
        }
    }

    /** What the directory holds before the recorded process starts; answers what of it must still be there at the end. */
    private Map<DocKey, String> start(CrashWorkload workload, Path store) throws Exception {
        if (workload == CrashWorkload.MIGRATION) {
            MigrationTest.golden(1, store);
        } else if (workload == CrashWorkload.RECOVERY) {
            killedWithALog(store);
        } else {
            return Map.of();
        }
        Path copy = Files.createDirectory(scratch.resolve("copy"));
        for (Map.Entry<String, byte[]> file : RecordedDisk.files(store).entrySet()) {
            Files.write(copy.resolve(file.getKey()), file.getValue());
        }
        return CrashCheck.digests(copy);
    }

    /**
     * The files of a store of the first layout whose process was killed after its last write and before the fsync: the system
     * gives the log to whoever reads it, and the disk has nothing of it. It reserves numbers of the feed.
     */
    private void killedWithALog(Path store) throws Exception {
        Path live = Files.createDirectory(scratch.resolve("live"));
        MigrationTest.golden(1, live);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live.resolve("sotto.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("UPDATE store SET hlc = hlc + 1, lsn_reserved = lsn_reserved + 1000");
            sql.execute("INSERT INTO collection VALUES (3, 'empty', 0, 0)");
            for (String name : new String[] {"sotto.db", LOG}) {
                Files.copy(live.resolve(name), store.resolve(name));
            }
        }
    }
}
