package dev.sotto.document;

/**
 * What kind of thing a path holds. Where devices wrote things of different shapes at one path at the same time, all are
 * kept and the one touched last shows; of two touched by the very same stamp, the later in this list.
 */
public enum Shape {
    /** Nothing, or something that was removed. */
    NOTHING,
    /** One value, an array among others; the latest write wins. */
    REGISTER,
    /** A whole number to which increments add up. */
    COUNTER,
    /** Distinct values in no order of their own; adding beats removing. */
    SET,
    /** Values in an order, each of which can be moved. */
    LIST,
    /** Fields that merge one by one. */
    MAP;

    /** What an entry of that kind at a path makes of it; NOTHING for a LIFE entry, which alone shows nothing. */
    static Shape of(Kind kind) {
        return switch (kind) {
            case LIFE -> NOTHING;
            case SET -> REGISTER;
            case MAP -> MAP;
            case INC, DEC, BASE -> COUNTER;
            case ITEM -> LIST;
            case MEMBER -> SET;
        };
    }
}
