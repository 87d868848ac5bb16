package dev.sotto.wire;

/** The number of every message, those of later versions included. They are on the wire and never change. */
public enum MessageType {
    AUTH(1),
    HELLO(2),
    SUBS(3),
    UNKNOWN(4),
    SUBDEF(5),
    FEED(6),
    DELTA(7),
    BATCH(8),
    HAVE(9),
    SKIP(10),
    ACK(11),
    SYNCREQ(12),
    SYNC(13),
    PING(14),
    PONG(15),
    REFUSE(16),
    BYE(17),
    EXITS(18),
    CELLS(19),
    NEXT(20),
    STOP(21),
    DONE(22),
    CUT(23),
    PART(24),
    CREDIT(25),
    // From here on those are reserved, not read and not written yet, that isSpoken() leaves out.
    PRUNE(26),
    GRAFT(27),
    PRESENCE(28),
    RECEIPT(29),
    BLOBHAVE(30),
    BLOBWANT(31),
    BLOBDATA(32),
    POLICY(33),
    POLREQ(34),
    SEAL(35),
    EVREQ(36),
    DEFLATED(37),
    CERTIFICATE(38),
    REVOCATIONS(39),
    STANDBY(40),
    LANE(41),
    LANE_ACK(42),
    RETIREMENTS(45);

    /** Numbers that a type has room for, 0 not among them. */
    private static final int NUMBERS = 64;

    private static final MessageType[] BY_NUMBER = byNumber();

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether this version reads and writes it. */
    public boolean isSpoken() {
        return number <= CREDIT.number
                || this == PRUNE
                || this == GRAFT
                || this == RECEIPT
                || this == PRESENCE
                || this == DEFLATED
                || this == CERTIFICATE
                || this == REVOCATIONS
                || this == STANDBY
                || this == LANE
                || this == LANE_ACK
                || this == RETIREMENTS;
    }

    /** Whether who does not know it may skip it: nothing that is stored depends on it. */
    boolean isIgnorable() {
        return this == RECEIPT || this == PRESENCE;
    }

    static boolean isSpoken(int number) {
        MessageType type = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
        return type != null && type.isSpoken();
    }

    /** @param number of one that {@link #isSpoken(int)} */
    static MessageType ofNumber(int number) {
        return BY_NUMBER[number];
    }

    private static MessageType[] byNumber() {
        MessageType[] byNumber = new MessageType[NUMBERS];
        for (MessageType type : values()) {
            byNumber[type.number] = type;
        }
        return byNumber;
    }
}
