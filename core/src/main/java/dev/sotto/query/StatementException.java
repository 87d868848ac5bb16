package dev.sotto.query;

import dev.sotto.document.Refusal;

/**
 * A statement or its arguments cannot be used as they are. The message says what was expected, and where.
 *
 * <p>Codes: QUERY_INVALID (not in the language), QUERY_TOO_COMPLEX (beyond {@link Limits}), NUMBER_RANGE (a literal that
 * no 64-bit integer or double holds), KEY_INVALID (a name that no collection or map can have), PARAMETER_MISSING,
 * PARAMETER_TYPE (an argument of a type that does not fit its place), TYPE_MISMATCH (a
 * value of SET), PATTERN_INVALID (a regular expression), ID_INVALID and ID_IMMUTABLE ({@code _id}).
 */
public final class StatementException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final int line;
    private final int column;

    /**
     * @param line counts from 1; 0 when the fault has no place in the text
     * @param column UTF-16 code units before the fault in its line, counting from 1; 0 when it has no place in the text
     */
    public StatementException(Refusal refusal, int line, int column) {
        super(describe(refusal, line, column));
        this.refusal = refusal;
        this.line = line;
        this.column = column;
    }

    /** A fault that has no place in the text, such as an argument's. */
    public StatementException(Refusal refusal) {
        this(refusal, 0, 0);
    }

    /** The stable code, the part of the statement, what it was and what it should be. */
    public Refusal refusal() {
        return refusal;
    }

    /** The stable code, such as QUERY_INVALID. */
    public String code() {
        return refusal.code();
    }

    /** Counts from 1; 0 when the fault has no place in the text. */
    public int line() {
        return line;
    }

    /** Counts from 1; 0 when the fault has no place in the text. */
    public int column() {
        return column;
    }

    private static String describe(Refusal refusal, int line, int column) {
        String place = line == 0 ? "" : " at line " + line + ", column " + column;
        return refusal.code() + place + ": " + refusal.field() + " is " + refusal.got() + ", expected "
                + refusal.wanted();
    }
}
