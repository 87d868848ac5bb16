package dev.sotto.peer;

/** What a store that was retired does with what it wrote and nobody has acknowledged, when it comes back under another name. */
public enum RejoinPolicy {
    /** It goes on as what this store wrote. */
    KEEP,
    /** Its documents are forgotten here, and come again from others as far as those have them. */
    DROP,
    /** Nothing is done, and nothing synced, until one of the others is said. */
    ASK
}
