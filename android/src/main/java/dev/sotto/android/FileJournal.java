package dev.sotto.android;

import android.util.AtomicFile;
import dev.sotto.background.port.Journal;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A journal in one file of the app, kept whole by Android's {@link AtomicFile}: written beside, forced to the disk, put in
 * place. It is no part of the user's backup: what one device held says nothing about another.
 */
final class FileJournal implements Journal {
    private final File path;
    private final AtomicFile file;

    FileJournal(File directory) {
        path = new File(directory, "sotto-background.journal");
        file = new AtomicFile(path);
    }

    @Override
    public byte[] load() {
        try {
            byte[] snapshot = file.readFully();
            if (snapshot.length > AndroidLimits.JOURNAL_BYTES_MAX) {
                throw new IllegalStateException(path + " has " + snapshot.length + " bytes, at most "
                        + AndroidLimits.JOURNAL_BYTES_MAX + " are a journal: clear the app's storage");
            }
            return snapshot;
        } catch (FileNotFoundException firstRun) {
            return new byte[0];
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + path, unreadable);
        }
    }

    @Override
    public void save(byte[] snapshot) {
        if (snapshot.length > AndroidLimits.JOURNAL_BYTES_MAX) {
            throw new IllegalArgumentException("the snapshot has " + snapshot.length + " bytes, at most "
                    + AndroidLimits.JOURNAL_BYTES_MAX + " are allowed");
        }
        try {
            FileOutputStream out = file.startWrite();
            try {
                out.write(snapshot);
            } catch (IOException full) {
                file.failWrite(out);
                throw full;
            }
            file.finishWrite(out);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot save " + path, unwritable);
        }
    }
}
