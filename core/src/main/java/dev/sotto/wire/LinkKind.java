package dev.sotto.wire;

/** What carries a link, as others are told. The numbers are on the wire and never change. */
public enum LinkKind {
    /** One that this version does not know. */
    OTHER(0),
    TCP(1),
    WEBSOCKET(2),
    BLUETOOTH(3);

    private final int number;

    LinkKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static LinkKind ofNumber(int number) {
        for (LinkKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        return OTHER;
    }
}
