package dev.sotto.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Where in a document: the map keys from the root down; empty for the document itself. */
public record Path(List<String> keys) implements Comparable<Path> {
    public static final Path ROOT = new Path(Collections.emptyList());

    /** @throws RefusedException {@code KEY_INVALID} or {@code PATH_DEPTH} */
    public Path {
        keys = keys.size() == 1
                ? Collections.singletonList(keys.get(0))
                : Collections.unmodifiableList(new ArrayList<>(keys));
        if (keys.size() > Limits.DEPTH_MAX) {
            throw new RefusedException("PATH_DEPTH", "path", keys.size() + " keys", "at most " + Limits.DEPTH_MAX);
        }
        keys.forEach(Limits::checkKey);
    }

    public static Path of(String... keys) {
        return new Path(Arrays.asList(keys));
    }

    public int depth() {
        return keys.size();
    }

    public boolean isRoot() {
        return keys.isEmpty();
    }

    public String key(int depth) {
        return keys.get(depth);
    }

    public Path child(String key) {
        List<String> longer = new ArrayList<>(keys);
        longer.add(key);
        return new Path(longer);
    }

    /** The first {@code depth} keys. */
    public Path prefix(int depth) {
        return depth == keys.size() ? this : new Path(keys.subList(0, depth));
    }

    /** Whether this path is {@code other} or lies below it. */
    public boolean startsWith(Path other) {
        return commonDepth(other) == other.depth();
    }

    /** How many leading keys are the same. */
    int commonDepth(Path other) {
        int most = Math.min(depth(), other.depth());
        int depth = 0;
        while (depth < most && keys.get(depth).equals(other.keys.get(depth))) {
            depth++;
        }
        return depth;
    }

    /** A path sorts before everything below it. */
    @Override
    public int compareTo(Path other) {
        if (this == other) {
            return 0;
        }
        int most = Math.min(keys.size(), other.keys.size());
        for (int depth = 0; depth < most; depth++) {
            int byKey = keys.get(depth).compareTo(other.keys.get(depth));
            if (byKey != 0) {
                return byKey;
            }
        }
        return keys.size() - other.keys.size();
    }

    @Override
    public String toString() {
        return String.join(".", keys);
    }
}
