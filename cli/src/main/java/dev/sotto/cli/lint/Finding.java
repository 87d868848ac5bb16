package dev.sotto.cli.lint;

/**
 * One thing that was looked at.
 *
 * @param severity how much it matters
 * @param id stable, such as PERMISSION_MISSING
 * @param subject the element or key that it is about
 * @param explanation what is so, and what comes of it
 * @param advice what to do; empty where there is nothing to do
 */
public record Finding(Severity severity, String id, String subject, String explanation, String advice) {
    /** In the order in which they are shown. */
    public enum Severity {
        /** Syncing in the background does not work until this is changed. */
        MISSING,
        /** Works, and can go wrong or be refused. */
        RISK,
        /** What a reviewer of the store will ask, and what to answer. */
        REVIEW,
        /** As it should be. */
        FINE
    }
}
