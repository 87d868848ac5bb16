package dev.sotto.document;

/** What an entry says about its path. The numbers are in canonical bytes and never change. */
public enum Kind {
    /** How often the document or container has begun and ended: odd alive, even dead. */
    LIFE(1),
    /** A register: one value, the latest wins; {@link Value#MISSING} means removed. */
    SET(2),
    /** That a map is here even when nothing is in it. */
    MAP(3),
    /** What one actor ever added to a counter in this life. */
    INC(4),
    /** What one actor ever took from a counter in this life. */
    DEC(5),
    /** What a counter shows beyond what INC and DEC add up to; a register. */
    BASE(6),
    /** An item of a list: where it stands or what it is, two registers that the owner tells apart. */
    ITEM(7),
    /** How often one actor's adding of a member to a set came and went: odd in, even out. */
    MEMBER(8);

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
        return this == INC || this == DEC || this == MEMBER;
    }

    /** Whether a path has several slots of this kind, one an owner. */
    boolean isOwned() {
        return this == INC || this == DEC || this == ITEM || this == MEMBER;
    }

    private static final Kind[] KINDS = values();
}
