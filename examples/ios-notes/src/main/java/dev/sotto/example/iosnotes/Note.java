package dev.sotto.example.iosnotes;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.net.URLEncoder;

/** A text and how often it was edited; as a line: the number, a space, the text URL-encoded. Immutable. */
final class Note {
    static final String CHARSET = "UTF-8";
    static final Note NONE = new Note(-1, "");

    private final long number;
    private final String text;

    Note(long number, String text) {
        this.number = number;
        this.text = text;
    }

    long number() {
        return number;
    }

    String text() {
        return text;
    }

    Note edited(String next) {
        return new Note(number + 1, next);
    }

    /** Of two that were edited equally often the text decides, so that both sides choose the same. */
    boolean isNewerThan(Note other) {
        return number > other.number || number == other.number && text.compareTo(other.text) > 0;
    }

    String line() throws IOException {
        return number + " " + URLEncoder.encode(text, CHARSET) + "\n";
    }

    static Note parse(String line) throws IOException {
        int space = line.indexOf(' ');
        try {
            return new Note(
                    Long.parseLong(line.substring(0, space)), URLDecoder.decode(line.substring(space + 1), CHARSET));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException bad) {
            throw new IOException("no note: " + line, bad);
        }
    }

    static Note load(File file) {
        if (!file.exists()) {
            return new Note(0, "");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(new FileInputStream(file), CHARSET))) {
            String line = lines.readLine();
            return parse(line == null ? "" : line);
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot read " + file, unreadable);
        }
    }

    void save(File file) {
        File fresh = new File(file.getPath() + ".new");
        try (FileOutputStream out = new FileOutputStream(fresh)) {
            out.write(line().getBytes(CHARSET));
            out.getFD().sync();
        } catch (IOException unwritable) {
            throw new IllegalStateException("cannot write " + fresh, unwritable);
        }
        if (!fresh.renameTo(file)) {
            throw new IllegalStateException("cannot rename " + fresh);
        }
    }
}
