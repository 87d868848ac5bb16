package dev.sotto.store.sqlite;

import dev.sotto.document.Refusal;
import dev.sotto.store.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One instance per directory. The lock is the operating system's, so it goes with its process however that ends; the
 * file's text is the owner's pid, for the message only.
 *
 * <p>POSIX drops every lock that a process holds on a file when the process closes <em>any</em> descriptor of it, so a
 * second open in the same process must not even touch the file: {@link #HELD} is asked first. The locked byte lies far
 * behind the text, because a Windows lock is mandatory and the loser still has to read the pid.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "sotto.lock";

    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int PID_BYTES_MAX = 32;
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock or throws DB_LOCKED with the owner's pid. Never waits. {@code directory} is a real path. */
    static DirectoryLock take(Path directory) {
        if (!HELD.add(directory)) {
            throw locked(directory, OwnProcess.id());
        }
        boolean taken = false;
        try {
            DirectoryLock lock = take(directory, directory.resolve(FILE_NAME));
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD.remove(directory);
            }
        }
    }

    private static DirectoryLock take(Path directory, Path file) {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw SqliteFailure.readOnly(directory, e);
        } catch (FileSystemException e) {
            throw SqliteFailure.ofFileSystem(directory, e);
        } catch (IOException e) {
            throw SqliteFailure.io(directory, e);
        }
        boolean taken = false;
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw locked(directory, owner(file));
            }
            writeOwner(channel);
            taken = true;
            return new DirectoryLock(directory, channel);
        } catch (IOException e) {
            throw SqliteFailure.io(directory, e);
        } finally {
            if (!taken) {
                closeQuietly(channel);
            }
        }
    }

    /**
     * Over the pid that is there, in place and as long: making a file shorter waits for the file system's journal, where other
     * processes are syncing for longer than all the rest of an open takes.
     */
    private static void writeOwner(FileChannel channel) throws IOException {
        byte[] text = new byte[PID_BYTES_MAX];
        Arrays.fill(text, (byte) ' ');
        byte[] pid = OwnProcess.id().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(pid, 0, text, 0, Math.min(pid.length, PID_BYTES_MAX - 1));
        text[PID_BYTES_MAX - 1] = '\n';
        channel.write(ByteBuffer.wrap(text), 0);
    }

    @Nullable
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            // Held by this process through another class loader: its HELD set is not ours.
            return null;
        }
    }

    private static String owner(Path file) {
        try {
            byte[] text = Files.readAllBytes(file);
            String pid = new String(text, 0, Math.min(text.length, PID_BYTES_MAX), StandardCharsets.US_ASCII).trim();
            return pid.isEmpty() ? OwnProcess.UNKNOWN : pid;
        } catch (IOException e) {
            return OwnProcess.UNKNOWN;
        }
    }

    private static StorageException locked(Path directory, String pid) {
        return new StorageException(
                new Refusal("DB_LOCKED", directory.toString(), "in use by process " + pid, "one instance a directory"),
                StorageException.Remedy.RETRY_LATER);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock was not taken, so there is nothing that this descriptor still stands for.
        }
    }

    /** Gives the directory back. The file stays: removing it would race with the next owner's open. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SqliteFailure.io(directory, e);
        } finally {
            HELD.remove(directory);
        }
    }
}
