package dev.sotto.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Which documents somebody may have and which of them they may bring, by collection and {@code _id} only: those never change, so
 * no document ever comes under another rule. A pattern is
 *
 * <pre>
 * *                 everything
 * orders            a collection
 * orders/o-17       the document with that text as its _id
 * orders/till-1-*   those whose _id is a text that begins so
 * </pre>
 *
 * <p>What may be written may only be so where it may be read, too: a document that came is compared with what is held. Immutable;
 * the patterns are kept in order and once each.
 */
public final class Scopes {
    private static final String ANY = "*";

    /** Everything. */
    public static final Scopes ALL = of(Collections.singletonList(ANY), Collections.singletonList(ANY));

    private final List<Pattern> read;
    private final List<Pattern> write;

    /** One pattern, taken apart. */
    private record Pattern(String text, String collection, String id, boolean wholeCollection, boolean begin) {
        static Pattern of(String text) {
            int slash = text.indexOf('/');
            String collection = slash < 0 ? text : text.substring(0, slash);
            String id = slash < 0 ? "" : text.substring(slash + 1);
            boolean begin = id.endsWith(ANY);
            return new Pattern(text, collection, begin ? id.substring(0, id.length() - 1) : id, slash < 0, begin);
        }

        boolean isAny() {
            return text.equals(ANY);
        }

        /** Whether it says what its writer meant: a star stands for everything, or ends an {@code _id}. */
        boolean isSound() {
            int bytes = Utf8.length(text);
            boolean starred = collection.contains(ANY) || id.contains(ANY);
            return bytes <= Limits.SCOPE_PATTERN_BYTES_MAX
                    && Utf8.isWellFormed(text)
                    && !collection.isEmpty()
                    && (isAny() || !starred);
        }

        boolean isAbout(String other) {
            return isAny() || collection.equals(other);
        }

        boolean matches(DocRef document) {
            if (!isAbout(document.collection())) {
                return false;
            }
            if (wholeCollection) {
                return true;
            }
            return document.id().value() instanceof Value.Text text
                    && (begin ? text.value().startsWith(id) : text.value().equals(id));
        }
    }

    private Scopes(List<Pattern> read, List<Pattern> write) {
        this.read = read;
        this.write = write;
    }

    /**
     * @param read patterns of what may be read; none: nothing
     * @param write patterns of what, of that, may be written; none: nothing
     * @throws IllegalArgumentException there are too many patterns, or one is none
     */
    public static Scopes of(Collection<String> read, Collection<String> write) {
        return new Scopes(patterns("read", read), patterns("write", write));
    }

    private static List<Pattern> patterns(String field, Collection<String> texts) {
        if (texts.size() > Limits.SCOPE_PATTERNS_MAX) {
            throw new IllegalArgumentException(
                    field + " has " + texts.size() + " patterns, expected at most " + Limits.SCOPE_PATTERNS_MAX);
        }
        List<Pattern> patterns = new ArrayList<>();
        for (String text : new TreeSet<>(texts)) {
            Pattern pattern = Pattern.of(text);
            if (!pattern.isSound()) {
                throw new IllegalArgumentException(field + " has the pattern \"" + text + "\", expected *, or up to "
                        + Limits.SCOPE_PATTERN_BYTES_MAX
                        + " bytes: a collection, then perhaps / and an _id or the begin of one and *");
            }
            patterns.add(pattern);
        }
        return Collections.unmodifiableList(patterns);
    }

    /** Patterns of what may be read, in order. */
    public List<String> read() {
        return texts(read);
    }

    /** Patterns of what, of that, may be written, in order. */
    public List<String> write() {
        return texts(write);
    }

    private static List<String> texts(List<Pattern> patterns) {
        List<String> texts = new ArrayList<>();
        patterns.forEach(pattern -> texts.add(pattern.text()));
        return Collections.unmodifiableList(texts);
    }

    /** Whether nothing is kept out. */
    public boolean isAll() {
        return read.stream().anyMatch(Pattern::isAny) && write.stream().anyMatch(Pattern::isAny);
    }

    public boolean mayRead(DocRef document) {
        return read.stream().anyMatch(pattern -> pattern.matches(document));
    }

    public boolean mayWrite(DocRef document) {
        return write.stream().anyMatch(pattern -> pattern.matches(document)) && mayRead(document);
    }

    /** Whether anything of that collection may be read. */
    public boolean mayReadSome(String collection) {
        return read.stream().anyMatch(pattern -> pattern.isAbout(collection));
    }

    /** The first bytes of a SHA-256: the same for the same patterns on every device. */
    public long digest() {
        ByteWriter patterns = new ByteWriter();
        write(read, patterns);
        write(write, patterns);
        return new ByteReader(Sha256.of(patterns), "SCOPES").word(Long.BYTES, "digest");
    }

    private static void write(List<Pattern> patterns, ByteWriter out) {
        out.varint(patterns.size());
        patterns.forEach(pattern -> out.prefixed(pattern.text()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scopes scopes && read.equals(scopes.read) && write.equals(scopes.write);
    }

    @Override
    public int hashCode() {
        return 31 * read.hashCode() + write.hashCode();
    }

    @Override
    public String toString() {
        return "Scopes[read " + read() + ", write " + write() + "]";
    }
}
