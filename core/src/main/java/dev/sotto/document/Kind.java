package dev.sotto.document;

/** What an entry says about its path. The numbers are in canonical bytes and never change. */
public enum Kind {
    /** How often the document or container has begun and ended: odd alive, even dead. */
    LIFE(1),
    /** A register: one value, the latest wins; {@link Value#MISSING} means removed. */
    SET(2),
    /** That a map is here even when nothing is in it. */
    MAP(3),
    /** What one actor added to a counter since its base. Reserved: kept and passed on, not shown. */
    INC(4),
    /** What one actor took from a counter since its base. Reserved. */
    DEC(5),
    /** A counter's base. Reserved. */
    BASE(6),
    /** An item of a list. Reserved. */
    ITEM(7);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws RefusedException {@code ENTRY_MALFORMED} for a number that no kind has */
    public static Kind ofNumber(int number) {
        if (number < 1 || number > KINDS.length) {
            throw new RefusedException("ENTRY_MALFORMED", "kind", number, "1 to " + KINDS.length);
        }
        return KINDS[number - 1];
    }

    /** Whether larger counts win, whatever their stamps. */
    boolean isCount() {
        return this == INC || this == DEC;
    }

    private static final Kind[] KINDS = values();
}
