package dev.sotto.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a recorded process did to the files of its directory, in its order. The format is drawn in disk.c. */
final class DiskLog {
    /** What was done. */
    enum Kind {
        OPEN,
        WRITE,
        TRUNCATE,
        SYNC,
        SYNC_DIRECTORY,
        MAKE_DIRECTORY,
        UNLINK,
        RENAME
    }

    /**
     * One call that succeeded.
     *
     * @param name the file; for a directory its name, empty for the recorded one
     * @param offset of a write; the new length of a truncation
     * @param bytes of a write
     * @param to the new name of a rename
     */
    record Call(Kind kind, String name, long offset, byte[] bytes, String to) {}

    private DiskLog() {}

    static List<Call> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        TreeMap<Integer, String> names = new TreeMap<>();
        List<Call> calls = new ArrayList<>();
        while (in.hasRemaining()) {
            char kind = (char) in.get();
            int number = in.getInt();
            long offset = in.getLong();
            int length = Math.toIntExact(in.getLong());
            byte[] bytes = new byte[carriesBytes(kind) ? length : 0];
            in.get(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (kind == 'N' || kind == 'd') {
                names.put(number, text);
            }
            if (kind == 'd') {
                continue;
            }
            String name = kind == 'U' || kind == 'K' ? text : names.getOrDefault(number, "");
            calls.add(
                    switch (kind) {
                        case 'N' -> new Call(Kind.OPEN, name, offset, new byte[0], "");
                        case 'W' -> new Call(Kind.WRITE, name, offset, bytes, "");
                        case 'T' -> new Call(Kind.TRUNCATE, name, offset, bytes, "");
                        case 'S' -> new Call(Kind.SYNC, name, 0, bytes, "");
                        case 'D' -> new Call(Kind.SYNC_DIRECTORY, name, 0, bytes, "");
                        case 'K' -> new Call(Kind.MAKE_DIRECTORY, name, 0, new byte[0], "");
                        case 'U' -> new Call(Kind.UNLINK, name, 0, bytes, "");
                        case 'R' -> {
                            int end = text.indexOf('\0');
                            yield new Call(Kind.RENAME, text.substring(0, end), 0, bytes, text.substring(end + 1));
                        }
                        default ->
                            throw new IOException("call '" + kind + "' on " + name
                                    + ": this recording does not see all of its writes");
                    });
        }
        return calls;
    }

    private static boolean carriesBytes(char kind) {
        return kind == 'N' || kind == 'W' || kind == 'U' || kind == 'R' || kind == 'd' || kind == 'K';
    }
}
