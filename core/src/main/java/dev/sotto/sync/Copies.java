package dev.sotto.sync;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;

/**
 * Two copies of one store that are alive at once (rule R7). Neither is the original more than the other, and they part in
 * two steps, each of which asks one of them to change one thing:
 *
 * <pre>
 *   same id, same epoch     the one with the greater nonce draws a new epoch
 *   same id, two epochs     the one with the smaller nonce gets another store id, with a new epoch
 * </pre>
 *
 * <p>In the end no epoch is left that both have used, so no cursor that came of the one is taken for a cursor on the other. A
 * step that is not heard of is found again at the next meeting. Whoever meets its copy, or speaks with both, comes to the
 * same verdict.
 */
public final class Copies {
    private static final String CODE = "IDENTITY_CLONED";
    private static final String OF_ID = "store id";
    private static final String OF_EPOCH = "store epoch";

    private Copies() {}

    /** Our copy is at the other end: the app hears of it if it is we who are to change. Gives back what ends the session. */
    static RefusedException met(StoreId store, StoreIdentity identity, Incarnation other, Out out) {
        Incarnation own = new Incarnation(identity.epoch(), identity.bootNonce());
        Refusal verdict = refusal(store, own, other);
        if (changes(own, other)) {
            out.event(new SyncEvent.IdentityCloned(store, true, takesAnotherId(verdict)));
        }
        return new RefusedException(verdict);
    }

    /** Whether that one of the two is to change something; what, the refusal says. */
    public static boolean changes(Incarnation one, Incarnation other) {
        boolean smaller = Long.compareUnsigned(one.bootNonce(), other.bootNonce()) < 0;
        return smaller == differ(one, other);
    }

    private static boolean differ(Incarnation one, Incarnation other) {
        return one.epoch() != other.epoch();
    }

    /** What is said to the one that is to change. */
    public static Refusal refusal(StoreId store, Incarnation one, Incarnation other) {
        return differ(one, other)
                ? new Refusal(CODE, OF_ID, store.toString(), "another store's: two are alive with this one")
                : new Refusal(CODE, OF_EPOCH, store.toString(), "another epoch: two are alive with this one");
    }

    static boolean isCopied(Refusal refusal) {
        return refusal.code().equals(CODE);
    }

    /** Whether the store id is what is to change, and not only the epoch. */
    static boolean takesAnotherId(Refusal refusal) {
        return isCopied(refusal) && refusal.field().equals(OF_ID);
    }
}
