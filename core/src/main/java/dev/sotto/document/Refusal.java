package dev.sotto.document;

/**
 * Why input from outside was not taken, in words for a person and a code that never changes for a program.
 *
 * @param code stable, upper case, for example {@code CBOR_DEPTH}
 * @param field what was looked at
 * @param got what was found there, shortened; never user data longer than a key
 * @param wanted what would have been right
 */
public record Refusal(String code, String field, String got, String wanted) {
    /** A refusal as an exception, to leave a parser; {@link RefusedException} says where it is turned back. */
    public RefusedException toException() {
        return new RefusedException(this);
    }

    @Override
    public String toString() {
        return code + ": " + field + " is " + got + ", wanted " + wanted;
    }
}
