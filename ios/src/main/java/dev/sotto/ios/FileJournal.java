package dev.sotto.ios;

import dev.sotto.background.port.Journal;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A journal in one file: written beside, forced, renamed over. After a crash the old snapshot is there or the new one. The
 * directory is not forced, which RoboVM's runtime cannot: after a power loss the older snapshot may be the one that is
 * found, never half of one.
 */
final class FileJournal implements Journal {
    private static final String FILE = "background.journal";

    private final File directory;

    FileJournal(File directory) {
        this.directory = directory;
    }

    @Override
    public byte[] load() {
        File file = new File(directory, FILE);
        if (!file.exists()) {
            return new byte[0];
        }
        if (file.length() > IosLimits.JOURNAL_BYTES_MAX) {
            throw new IllegalStateException(file + " has " + file.length() + " bytes, at most "
                    + IosLimits.JOURNAL_BYTES_MAX + " are a journal: move it away");
        }
        byte[] snapshot = new byte[(int) file.length()];
        try (DataInputStream in = new DataInputStream(new FileInputStream(file))) {
            in.readFully(snapshot);
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + file, unreadable);
        }
        return snapshot;
    }

    @Override
    public void save(byte[] snapshot) {
        if (snapshot.length > IosLimits.JOURNAL_BYTES_MAX) {
            throw new IllegalArgumentException("the snapshot has " + snapshot.length + " bytes, at most "
                    + IosLimits.JOURNAL_BYTES_MAX + " are allowed");
        }
        if (!directory.isDirectory() && !directory.mkdirs() && !directory.isDirectory()) {
            throw new IllegalStateException("cannot make " + directory);
        }
        File fresh = new File(directory, FILE + ".new");
        File file = new File(directory, FILE);
        try (FileOutputStream out = new FileOutputStream(fresh)) {
            out.write(snapshot);
            out.getFD().sync();
        } catch (IOException unwritable) {
            throw new IllegalStateException("cannot write " + fresh, unwritable);
        }
        if (!fresh.renameTo(file)) {
            throw new IllegalStateException("cannot rename " + fresh + " to " + file);
        }
    }
}
