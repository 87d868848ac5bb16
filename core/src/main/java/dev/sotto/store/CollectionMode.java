package dev.sotto.store;

/** Who may write into a collection. The numbers are in the file and never change. */
public enum CollectionMode {
    /** Every member of the mesh. The only mode that is written today. */
    OPEN(0);

    private final int code;

    CollectionMode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
