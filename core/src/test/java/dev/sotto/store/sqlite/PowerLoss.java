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

    /** The bytes of a file, with room to grow: a log is written in thousands of pieces, each behind the last. */
    private static final class Content {
        private byte[] bytes;
        private int length;

        Content(byte[] bytes, int length) {
            this.bytes = Arrays.copyOf(bytes, length);
            this.length = length;
        }

        Content copy() {
            return new Content(bytes, length);
        }

        int length() {
            return length;
        }

        void apply(Change change) {
            if (change.truncation()) {
                truncate(Math.toIntExact(change.offset()));
            } else {
                write(Math.toIntExact(change.offset()), change.bytes(), 0, change.bytes().length);
            }
        }

        void write(int at, byte[] from, int first, int count) {
            grow(at + count);
            System.arraycopy(from, first, bytes, at, count);
        }

        private void truncate(int to) {
            grow(to);
            Arrays.fill(bytes, to, length, (byte) 0);
            length = to;
        }

        private void grow(int to) {
            if (to > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(to, 2 * bytes.length));
            }
            length = Math.max(length, to);
        }

        byte[] toBytes() {
            return Arrays.copyOf(bytes, length);
        }
    }

    private static final class Inode {
        final boolean directory;
        Content durable = new Content(new byte[0], 0);
        final List<Change> pending = new ArrayList<>();

        Inode(boolean directory) {
            this.directory = directory;
        }
    }

    /** A change of the directory: {@code inode} comes under {@code name}, or nothing does; a rename is two at once. */
    private record Naming(String name, Inode inode, String gone) {
        /** The directory that has to be synced for it; empty for the recorded one. */
        String in() {
            return name.substring(0, Math.max(0, name.lastIndexOf('/')));
        }
    }

    private static final Inode NOTHING = new Inode(false);

    private final TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> durableNames = new TreeMap<>();
    private final List<Naming> pendingNames = new ArrayList<>();

    /** A disk on which these files are safe, except {@code unsynced}, which is only in the memory of the system so far. */
    PowerLoss(Map<String, byte[]> files, String unsynced) {
        files.forEach((name, bytes) -> {
            Inode inode = new Inode(false);
            if (name.equals(unsynced)) {
                inode.pending.add(new Change(0, bytes.clone(), false));
            } else {
                inode.durable = new Content(bytes, bytes.length);
            }
            names.put(name, inode);
            durableNames.put(name, inode);
        });
    }

    void replay(DiskLog.Call call) {
        switch (call.kind()) {
            case OPEN -> {
                if (!names.containsKey(call.name())) {
                    name(call.name(), new Inode(false), "");
                }
            }
            case MAKE_DIRECTORY -> name(call.name(), new Inode(true), "");
            case WRITE -> inode(call).pending.add(new Change(call.offset(), call.bytes(), false));
            case TRUNCATE -> inode(call).pending.add(new Change(call.offset(), new byte[0], true));
            case SYNC -> sync(inode(call));
            case SYNC_DIRECTORY -> {
                pendingNames.stream()
                        .filter(naming -> naming.in().equals(call.name()))
                        .forEach(naming -> apply(naming, durableNames));
                pendingNames.removeIf(naming -> naming.in().equals(call.name()));
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
        inode.pending.forEach(inode.durable::apply);
        inode.pending.clear();
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
            Path path = directory.resolve(file.getKey());
            if (file.getValue().directory) {
                Files.createDirectories(path);
            } else if (Files.isDirectory(path.getParent())
                    && Arrays.stream(ignored).noneMatch(file.getKey()::endsWith)) {
                Files.write(path, survivors(file.getValue(), fate, random));
            }
        }
    }

    private static byte[] survivors(Inode inode, Fate fate, Random random) {
        Content content = inode.durable.copy();
        int count = inode.pending.size();
        int chosen = count == 0 ? 0 : random.nextInt(count);
        for (int i = 0; i < count; i++) {
            Change change = inode.pending.get(i);
            switch (fate) {
                case NONE_SURVIVES -> {}
                case ALL_SURVIVE -> content.apply(change);
                case WHOLE_WRITES_BY_CHANCE -> survive(content, change, random.nextBoolean());
                case SECTORS_BY_CHANCE -> tear(content, change, random, random.nextInt(101));
                case FIRST_ONES_THEN_A_TORN_ONE -> {
                    survive(content, change, i < chosen);
                    if (i == chosen) {
                        tear(content, change, random, 50);
                    }
                }
                case ALL_BUT_ONE -> survive(content, change, i != chosen);
                case ONLY_ONE -> survive(content, change, i == chosen);
            }
        }
        return content.toBytes();
    }

    private static void survive(Content content, Change change, boolean survives) {
        if (survives) {
            content.apply(change);
        }
    }

    /** Each sector of the write survives with that chance; where the file grew, what did not is zeros or rubbish. */
    private static void tear(Content content, Change change, Random random, int percent) {
        if (change.truncation()) {
            survive(content, change, random.nextInt(100) < percent);
            return;
        }
        int first = Math.toIntExact(change.offset());
        int at = first;
        int end = first + change.bytes().length;
        while (at < end) {
            int count = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES) - at;
            if (random.nextInt(100) < percent) {
                content.write(at, change.bytes(), at - first, count);
            } else if (at >= content.length() && random.nextInt(4) == 0) {
                byte[] rubbish = new byte[count];
                random.nextBytes(rubbish);
                content.write(at, rubbish, 0, count);
            }
            at += count;
        }
    }
}
