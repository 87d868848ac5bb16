package dev.sotto.cli;

import dev.sotto.DiskUsage;
import dev.sotto.Sotto;
import dev.sotto.document.RefusedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Documents as lines of JSON, between a store that is open and a file or a stream, with a bar for whoever waits. */
public final class JsonLineFiles {
    private final Sotto sotto;
    private final Console console;

    public JsonLineFiles(Sotto sotto, Console console) {
        this.sotto = sotto;
        this.console = console;
    }

    /**
     * Writes a new file.
     *
     * @param collection only this one; empty: all, each line with the name of its collection
     * @return how many documents
     * @throws RefusedException FILE_EXISTS, FILE_UNWRITABLE
     */
    public long write(Path file, Optional<String> collection) {
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            return write(out, collection);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException("FILE_EXISTS", "file", file, "a name that is free");
        } catch (IOException e) {
            throw new RefusedException(
                    "FILE_UNWRITABLE", "file", reason(file, e), "a file in a folder that you may write to");
        }
    }

    long write(Writer out, Optional<String> collection) throws IOException {
        long documents = sotto.diskUsage().collections().stream()
                .filter(one -> collection.isEmpty() || collection.get().equals(one.name()))
                .mapToLong(DiskUsage.Collection::documents)
                .sum();
        AtomicLong done = new AtomicLong();
        try (ProgressBar bar = new ProgressBar(console, documents, done::get)) {
            long written = collection.isPresent()
                    ? sotto.exportLines(collection.get(), out, n -> progress(n, done, bar))
                    : sotto.exportLines(out, n -> progress(n, done, bar));
            out.flush();
            return written;
        }
    }

    private static void progress(long count, AtomicLong done, ProgressBar bar) {
        done.set(count);
        bar.documents(count);
    }

    /**
     * Stores the documents of a file; those that are there already stay as they are.
     *
     * @param collection where they go; empty: each line says it
     * @return how many lines
     * @throws RefusedException FILE_NOT_FOUND, FILE_UNREADABLE, INPUT_NOT_UTF8
     */
    public long read(Path file, Optional<String> collection) {
        try (Counted bytes = new Counted(Files.newInputStream(file));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()))) {
            return read(in, collection, bytes, Files.size(file));
        } catch (NoSuchFileException e) {
            throw new RefusedException("FILE_NOT_FOUND", "file", file, "a file that is there");
        } catch (CharacterCodingException e) {
            throw new RefusedException("INPUT_NOT_UTF8", "file", file + ", not UTF-8", "UTF-8");
        } catch (IOException e) {
            throw new RefusedException("FILE_UNREADABLE", "file", reason(file, e), "a file that you may read");
        }
    }

    /** An exception of the file system says no more than the name again, but for its class. */
    private static String reason(Path file, IOException e) {
        String why = e.getMessage() == null || e.getMessage().equals(file.toString())
                ? e.getClass().getSimpleName().replace("Exception", "")
                : e.getMessage();
        return file + ": " + why;
    }

    long read(BufferedReader in, Optional<String> collection) throws IOException {
        return read(in, collection, new Counted(InputStream.nullInputStream()), 0);
    }

    private long read(BufferedReader in, Optional<String> collection, Counted bytes, long total) throws IOException {
        try (ProgressBar bar = new ProgressBar(console, total, bytes::count)) {
            return collection.isPresent()
                    ? sotto.importLines(collection.get(), in, bar::documents)
                    : sotto.importLines(in, bar::documents);
        }
    }

    /** Counts what was read. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
