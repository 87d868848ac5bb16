package dev.sotto.identity;

/** What makes a peer trust another one. The numbers travel in AUTH and never change. */
public enum TrustMode {
    /** No protection: the key is published in this source, so everybody who can reach the port may read and write. */
    DEVELOPMENT(0),
    /** Everybody who holds the one key is trusted with everything. No rights per user, and no way to shut one device out. */
    SHARED_KEY(1),
    /** Every device with a certificate of the app's own authority that counts now and was not taken back. */
    CERTIFICATES(2);

    private final int number;

    TrustMode(int number) {
        this.number = number;
    }

    /** The number that stands for this mode on the wire. */
    public int number() {
        return number;
    }
}
