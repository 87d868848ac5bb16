package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.value.StoredJson;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Reading;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreStory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What must hold in a store that is found after a crash, whatever the crash was:
 *
 * <ul>
 *   <li>it opens, and SQLite finds its file intact;
 *   <li>it holds exactly what it held after one of the commits, that of the last acknowledged one or of a later one that
 *       was under way: no half of a group, no cursor without its documents;
 *   <li>it is who it was; no number of the feed that anybody heard of is given again;
 *   <li>feed, rows, JSON and digests say the same; an index is there or not, as the commit left it;
 *   <li>a backup is there whole or under no name of one, and there when it was called made;
 *   <li>it can be written to.
 * </ul>
 */
final class CrashCheck {
    private static final int FEED_ROWS = 1_000;

    private final CrashWorkload workload;
    private final Map<DocKey, String> base;
    private final Map<Integer, TreeMap<String, Long>> states = new HashMap<>();

    /** With {@code base}: digests of documents of other collections that were there from the start. */
    CrashCheck(CrashWorkload workload, Map<DocKey, String> base) {
        this.workload = workload;
        this.base = base;
    }

    /** What is wrong with an image; {@code kind} is {@code ok} when nothing is. */
    record Finding(String kind, String what) {
        static final Finding OK = new Finding("ok", "");
    }

    /** A promise that does not hold. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what);
        }
    }

    /** What the process had said when the power failed. */
    static final class Heard {
        boolean opened;
        String identity = "";
        int begun;
        int acknowledged;
        long publishedLsn;
        int copied;

        void line(String line) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "open" -> {
                    opened = true;
                    identity = words[1] + " " + words[2] + " " + words[3];
                    publishedLsn = Math.max(publishedLsn, Long.parseLong(words[4]));
                }
                case "wrote" -> publishedLsn = Math.max(publishedLsn, Long.parseLong(words[2]));
                case "begin" -> begun = Integer.parseInt(words[1]);
                case "done" -> {
                    acknowledged = Integer.parseInt(words[1]);
                    publishedLsn = Math.max(publishedLsn, Long.parseLong(words[2]));
                }
                case "copied" -> copied = Integer.parseInt(words[1]);
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    Finding check(Path image, Heard heard, boolean thoroughly) {
        try (SqliteStorage storage = SqliteStorage.open(image, new Random(5))) {
            String integrity = storage.setting("integrity_check");
            if (!"ok".equals(integrity)) {
                return new Finding("corrupt", integrity);
            }
            Reading reading = storage.latest();
            int found = (int) reading.cursor(CrashChild.cursorKey(storage)).contiguous();
            if (found < heard.acknowledged) {
                return new Finding("lost", "commit " + heard.acknowledged + " was acknowledged, found " + found);
            }
            identity(storage, heard);
            feed(storage, reading, found, heard);
            require(
                    reading.rows().indexes().size() == (workload.indexed(found) ? 1 : 0),
                    "indexes of commit " + found + ": " + reading.rows().indexes());
            backups(image, heard);
            if (thoroughly) {
                new StoreStory(storage, 1).insert("after", Map.of("_id", "a", "n", 1));
                FeedRow last = reading.changesAfter(heard.publishedLsn, 1).get(0);
                require(last.lsn() > heard.publishedLsn, "lsn " + last.lsn() + " given again");
            }
        } catch (StorageException e) {
            return new Finding("corrupt", "does not open: " + e.getMessage());
        } catch (Broken e) {
            return new Finding("inconsistent", e.getMessage());
        }
        return thoroughly ? rows(image) : Finding.OK;
    }

    /** A copy is the state after one commit, the last one that was made before it. */
    private void backups(Path image, Heard heard) throws Broken {
        for (int commit = 1; commit <= heard.begun; commit++) {
            Path copy = image.resolve(CrashWorkload.backup(commit));
            if (!workload.backsUpAfter(commit)) {
                continue;
            }
            if (!Files.exists(copy.resolve(SqliteSchema.FILE_NAME))) {
                require(heard.copied < commit, "the backup of commit " + commit + " was called made, and is not there");
                continue;
            }
            try (SqliteStorage storage = SqliteStorage.open(copy, new Random(8))) {
                String integrity = storage.setting("integrity_check");
                require("ok".equals(integrity), "the backup of commit " + commit + ": " + integrity);
                require(
                        alive(storage.latest()).equals(workload.after(commit)),
                        "the backup of commit " + commit + " has another state");
            } catch (StorageException e) {
                throw new Broken("the backup of commit " + commit + " does not open: " + e.getMessage());
            }
        }
    }

    private static TreeMap<String, Long> alive(Reading reading) {
        TreeMap<String, Long> alive = new TreeMap<>();
        for (StoredDoc document : reading.select(StoreStory.parse("SELECT * FROM crash"), Arguments.NONE)) {
            alive.put(document.ref().id().toString(), ((Value.Int) ((MapValue) document.view()).get("c")).value());
        }
        return alive;
    }

    private static void require(boolean holds, String otherwise) throws Broken {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }

    private static void identity(SqliteStorage storage, Heard heard) throws Broken {
        String identity =
                storage.identity().storeId() + " " + storage.identity().storeEpoch() + " "
                        + storage.identity().actor().epoch();
        require(!heard.opened || identity.equals(heard.identity), "it is " + identity + ", was " + heard.identity);
        require(
                storage.durableLsn() >= heard.publishedLsn,
                "lsn " + heard.publishedLsn + " was published, the next one is " + (storage.durableLsn() + 1));
    }

    private void feed(SqliteStorage storage, Reading reading, int found, Heard heard) throws Broken {
        require(found <= heard.begun, "commit " + found + " is there and was never begun");
        TreeMap<String, Long> expected = states.computeIfAbsent(found, workload::after);
        TreeMap<String, Long> alive = new TreeMap<>();
        Map<DocKey, String> others = new HashMap<>();
        long lsn = 0;
        List<FeedRow> rows = reading.changesAfter(0, FEED_ROWS);
        while (!rows.isEmpty()) {
            for (FeedRow row : rows) {
                require(row.lsn() > lsn, "the feed goes from " + lsn + " to " + row.lsn());
                lsn = row.lsn();
                Optional<StoredDoc> here = reading.read(row.key());
                StoredDoc document = here.or(() -> reading.evicted(row.key()))
                        .orElseThrow(() -> new Broken("in the feed only: " + row));
                require(document.lsn() == row.lsn(), document.lsn() + " in the row, " + row.lsn() + " in the feed");
                digest(document);
                stamps(storage, document);
                if (document.ref().collection().equals(CrashChild.COLLECTION)) {
                    if (here.isPresent() && document.view() instanceof MapValue view) {
                        alive.put(document.ref().id().toString(), ((Value.Int) view.get("c")).value());
                    }
                } else {
                    others.put(row.key(), document.digest().bytes().toHex());
                }
            }
            rows = reading.changesAfter(lsn, FEED_ROWS);
        }
        require(
                alive.equals(expected),
                "the state of commit " + found + " is not there: " + difference(expected, alive));
        require(!heard.opened || others.equals(base), "documents from before: " + others.size() + " of " + base.size());
        require(lsn <= storage.durableLsn(), "lsn " + lsn + " in the feed, the next one is " + storage.durableLsn());
    }

    private static String difference(TreeMap<String, Long> expected, TreeMap<String, Long> found) {
        TreeMap<String, Long> missing = new TreeMap<>(expected);
        missing.entrySet().removeAll(found.entrySet());
        TreeMap<String, Long> more = new TreeMap<>(found);
        more.entrySet().removeAll(expected.entrySet());
        return "expected " + missing + ", found " + more;
    }

    private static void digest(StoredDoc document) throws Broken {
        DocState again = DocState.of(document.state().entries());
        require(again.digest(document.ref()).equals(document.digest()), "the digest of " + document + " is another's");
    }

    private static void stamps(SqliteStorage storage, StoredDoc document) throws Broken {
        Hlc newest = document.state().entries().stream()
                .filter(entry -> entry.actor().equals(storage.identity().actor()))
                .map(entry -> entry.hlc())
                .max(Hlc::compareTo)
                .orElse(Hlc.ZERO);
        // Two writes of one field under one stamp: the second takes the stamp's next count, without moving the clock.
        require(newest.millis() <= storage.clock().millis(), "a stamp of our own is ahead of the clock: " + document);
    }

    /** The JSON column is what the state says, row by row, read by another program than the store. */
    private static Finding rows(Path image) {
        TreeMap<String, String> columns = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + image.resolve("sotto.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT hex(doc_key), json FROM document WHERE flags = 0")) {
            while (row.next()) {
                columns.put(row.getString(1).toLowerCase(java.util.Locale.ROOT), String.valueOf(row.getString(2)));
            }
        } catch (SQLException e) {
            return new Finding("corrupt", e.getMessage());
        }
        try (SqliteStorage storage = SqliteStorage.open(image, new Random(6))) {
            for (Map.Entry<String, String> column : columns.entrySet()) {
                DocKey key = new DocKey(Bytes.hex(column.getKey()));
                StoredDoc document = storage.latest().read(key).orElseThrow();
                String json = document.state().alive() ? StoredJson.write(document.view()) : "null";
                if (!json.equals(column.getValue())) {
                    return new Finding("inconsistent", "JSON of " + document.ref() + ": " + column.getValue());
                }
            }
            return Finding.OK;
        }
    }

    /** The digests of all documents outside of {@link CrashChild#COLLECTION}. */
    static Map<DocKey, String> digests(Path directory) {
        Map<DocKey, String> digests = new HashMap<>();
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(7))) {
            for (FeedRow row : storage.latest().changesAfter(0, FEED_ROWS)) {
                StoredDoc document = storage.latest().read(row.key()).orElseThrow();
                if (!document.ref().collection().equals(CrashChild.COLLECTION)) {
                    digests.put(row.key(), document.digest().bytes().toHex());
                }
            }
        }
        return digests;
    }
}
