package dev.sotto.identity;

/**
 * The protocol versions that a peer speaks.
 *
 * @param min the oldest, at least 0
 * @param max the newest, at least {@code min}
 */
public record VersionRange(int min, int max) {
    /** @throws IllegalArgumentException if it is empty or negative */
    public VersionRange {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("a version range is 0 <= min <= max, got " + min + "-" + max);
        }
    }

    /** True if there is a version that both speak. */
    public boolean meets(VersionRange other) {
        return min <= other.max && other.min <= max;
    }

    /** The newest version that both speak; only of use where they meet. */
    public int newestCommon(VersionRange other) {
        return Math.min(max, other.max);
    }

    /** {@code 1-3}, or {@code 2} for a single version. */
    @Override
    public String toString() {
        return min == max ? Integer.toString(min) : min + "-" + max;
    }
}
