package dev.sotto.identity;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;

/**
 * That a store of this name does not belong to the app's stores any more: lost, sold, replaced. Whoever hears of it ends its
 * sessions with that store and passes it on. It is about the name alone: the store may come back under another one.
 *
 * <p>Where certificates are what is trusted the app's authority signs it, and nobody else can retire a store. Where a key is shared
 * whoever has it may, so there it carries no signature. Immutable.
 */
public final class Retirement implements Comparable<Retirement> {
    private static final String LABEL = "sotto-retire-1\0";

    private final StoreId store;
    private final Bytes signature;

    private Retirement(StoreId store, Bytes signature) {
        this.store = store;
        this.signature = signature;
    }

    /** Unsigned: what a shared key is enough for. */
    public static Retirement of(StoreId store) {
        return new Retirement(store, Bytes.EMPTY);
    }

    /**
     * With the signature that came with it, if any: {@link #isSignedBy} says whether it is one.
     *
     * @throws RefusedException RETIREMENT_INVALID if it is longer than any signature
     */
    public static Retirement of(StoreId store, Bytes signature) {
        if (signature.length() > Limits.RETIREMENT_SIGNATURE_BYTES_MAX) {
            throw invalid("signature", signature.length() + " bytes");
        }
        return new Retirement(store, signature);
    }

    /**
     * Reads the PEM form, which {@code sotto retire --sign} writes.
     *
     * @throws RefusedException PEM_INVALID, RETIREMENT_INVALID
     */
    public static Retirement parsePem(String text) {
        ByteReader in = new ByteReader(Pem.section(Pem.RETIREMENT, text, 0, 1), "RETIREMENT_INVALID");
        StoreId store = new StoreId(in.raw(StoreId.LENGTH, "store"));
        Bytes signature = in.prefixed(Limits.RETIREMENT_SIGNATURE_BYTES_MAX, "signature");
        in.end("retirement");
        return of(store, signature);
    }

    /** The form for files. No secret. */
    public String toPem() {
        return Pem.section(
                Pem.RETIREMENT,
                new ByteWriter().raw(store.bytes()).prefixed(signature).toBytes());
    }

    /** What an authority signs: for one app, so that it means nothing to another one of that authority. */
    static byte[] said(String app, StoreId store) {
        return new ByteWriter()
                .raw(Bytes.utf8(LABEL))
                .raw(Credentials.hash(app))
                .raw(store.bytes())
                .toBytes()
                .toArray();
    }

    /** Who is retired. */
    public StoreId store() {
        return store;
    }

    /** ECDSA over SHA-256 in DER, or empty. */
    public Bytes signature() {
        return signature;
    }

    /** Whether that authority has signed it for that app. */
    public boolean isSignedBy(AuthorityCertificate authority, String app) {
        return signature.length() > 0 && authority.signed(said(app, store), signature);
    }

    private static RefusedException invalid(String field, String got) {
        return X509.refused("RETIREMENT_INVALID", field, got);
    }

    @Override
    public int compareTo(Retirement other) {
        int byStore = store.compareTo(other.store);
        return byStore != 0 ? byStore : signature.compareTo(other.signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Retirement retirement
                && store.equals(retirement.store)
                && signature.equals(retirement.signature);
    }

    @Override
    public int hashCode() {
        return store.hashCode();
    }

    @Override
    public String toString() {
        return "Retirement[" + store + (signature.length() > 0 ? ", signed" : "") + "]";
    }
}
