package dev.sotto.document;

/**
 * Carries a {@link Refusal} out of a parser. It has no stack trace, since hostile input may cause thousands a second;
 * each room turns it into a value at one boundary.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    public RefusedException(String code, String field, Object got, String wanted) {
        this(new Refusal(code, field, String.valueOf(got), wanted));
    }

    public Refusal refusal() {
        return refusal;
    }
}
