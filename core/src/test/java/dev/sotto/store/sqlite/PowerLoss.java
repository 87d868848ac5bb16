package dev.sotto.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk without its process: calls are replayed onto it, and at any moment its power can fail.
 *
 * <p>What it promises is what POSIX promises and no more. A write is on the platter once fsync of its file has returned;
 * until then any part of it may be, in sectors of 512 bytes, in any order. A new name, a rename and an unlink are there once
 * fsync of the directory has returned; until then each may be or not. Nothing is promised about the length of a file that
 * was not synced. What it does not do: fail to keep what was synced, or damage sectors that nobody wrote to.
 */
final class PowerLoss {
    /** Bytes that a disk writes all or none of; SQLite assumes no larger ones (SQLITE_IOCAP_POWERSAFE_OVERWRITE). */
    static final int SECTOR_BYTES = 512;

    /** How the writes that were not synced fare. */
    enum Fate {
        NONE_SURVIVES,
        ALL_SURVIVE,
        WHOLE_WRITES_BY_CHANCE,
        SECTORS_BY_CHANCE,
        FIRST_ONES_THEN_A_TORN_ONE,
        ALL_BUT_ONE,
        ONLY_ONE
    }

    /** A write (bytes) or a truncation (to offset, no bytes). */
    private record Change(long offset, byte[] bytes, boolean truncation) {}

    private static final class Inode {
        byte[] durable = new byte[0];
        final List<Change> pending = new ArrayList<>();
    }

    /** A change of the directory: {@code inode} comes under {@code name}, or nothing does; a rename is two at once. */
    private record Naming(String name, Inode inode, String gone) {}

    private static final Inode NOTHING = new Inode();

    private final TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> durableNames = new TreeMap<>();
    private final List<Naming> pendingNames = new ArrayList<>();

    /** A disk on which these files are safe, except {@code unsynced}, which is only in the memory of the system so far. */
    PowerLoss(Map<String, byte[]> files, String unsynced) {
        files.forEach((name, bytes) -> {
            Inode inode = new Inode();
            if (name.equals(unsynced)) {
                inode.pending.add(new Change(0, bytes.clone(), false));
            } else {
                inode.durable = bytes.clone();
            }
            names.put(name, inode);
            durableNames.put(name, inode);
        });
    }

    void replay(DiskLog.Call call) {
        switch (call.kind()) {
            case OPEN -> {
                if (!names.containsKey(call.name())) {
                    name(call.name(), new Inode(), "");
                }
            }
            case WRITE -> inode(call).pending.add(new Change(call.offset(), call.bytes(), false));
            case TRUNCATE -> inode(call).pending.add(new Change(call.offset(), new byte[0], true));
            case SYNC -> sync(inode(call));
            case SYNC_DIRECTORY -> {
                pendingNames.forEach(naming -> apply(naming, durableNames));
                pendingNames.clear();
            }
            case UNLINK -> name(call.name(), NOTHING, "");
            case RENAME -> name(call.to(), inode(call), call.name());
        }
    }

    private Inode inode(DiskLog.Call call) {
        Inode inode = names.get(call.name());
        if (inode == null) {
            throw new IllegalStateException(call.kind() + " of " + call.name() + ", which has no name");
        }
        return inode;
    }

    private void name(String name, Inode inode, String gone) {
        Naming naming = new Naming(name, inode, gone);
        apply(naming, names);
        pendingNames.add(naming);
    }

    private static void apply(Naming naming, TreeMap<String, Inode> names) {
        if (naming.inode() == NOTHING) {
            names.remove(naming.name());
        } else {
            names.put(naming.name(), naming.inode());
            names.remove(naming.gone());
        }
    }

    private static void sync(Inode inode) {
        inode.pending.forEach(change -> inode.durable = applied(inode.durable, change));
        inode.pending.clear();
    }

    private static byte[] applied(byte[] content, Change change) {
        int end = Math.toIntExact(change.offset() + change.bytes().length);
        byte[] after = change.truncation() || end > content.length ? Arrays.copyOf(content, end) : content;
        System.arraycopy(change.bytes(), 0, after, (int) change.offset(), change.bytes().length);
        return after;
    }

    /** Whether anything at all would be lost now. */
    boolean isQuiet() {
        return pendingNames.isEmpty() && names.values().stream().allMatch(inode -> inode.pending.isEmpty());
    }

    /** Lays out what is found when the power comes back. Files whose names end with one of {@code ignored} are left out. */
    void image(Path directory, Fate fate, Random random, String... ignored) throws IOException {
        TreeMap<String, Inode> found = new TreeMap<>(durableNames);
        for (Naming naming : pendingNames) {
            boolean survives = fate == Fate.ALL_SURVIVE || (fate != Fate.NONE_SURVIVES && random.nextBoolean());
            if (survives) {
                apply(naming, found);
            }
        }
        for (Map.Entry<String, Inode> file : found.entrySet()) {
            if (Arrays.stream(ignored).noneMatch(file.getKey()::endsWith)) {
                Files.write(directory.resolve(file.getKey()), survivors(file.getValue(), fate, random));
            }
        }
    }

    private static byte[] survivors(Inode inode, Fate fate, Random random) {
        byte[] content = inode.durable.clone();
        int count = inode.pending.size();
        int chosen = count == 0 ? 0 : random.nextInt(count);
        for (int i = 0; i < count; i++) {
            Change change = inode.pending.get(i);
            content = switch (fate) {
                case NONE_SURVIVES -> content;
                case ALL_SURVIVE -> applied(content, change);
                case WHOLE_WRITES_BY_CHANCE -> random.nextBoolean() ? applied(content, change) : content;
                case SECTORS_BY_CHANCE -> torn(content, change, random, random.nextInt(101));
                case FIRST_ONES_THEN_A_TORN_ONE ->
                    i < chosen ? applied(content, change) : i == chosen ? torn(content, change, random, 50) : content;
                case ALL_BUT_ONE -> i == chosen ? content : applied(content, change);
                case ONLY_ONE -> i == chosen ? applied(content, change) : content;
            };
        }
        return content;
    }

    /** Each sector of the write survives with that chance; where the file grew, what did not is zeros or rubbish. */
    private static byte[] torn(byte[] content, Change change, Random random, int percent) {
        if (change.truncation()) {
            return random.nextInt(100) < percent ? applied(content, change) : content;
        }
        byte[] after = content;
        long at = change.offset();
        long end = at + change.bytes().length;
        while (at < end) {
            long sectorEnd = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            byte[] part = Arrays.copyOfRange(
                    change.bytes(), (int) (at - change.offset()), (int) (sectorEnd - change.offset()));
            if (random.nextInt(100) < percent) {
                after = applied(after, new Change(at, part, false));
            } else if (at >= after.length && random.nextInt(4) == 0) {
                random.nextBytes(part);
                after = applied(after, new Change(at, part, false));
            }
            at = sectorEnd;
        }
        return after;
    }
}
