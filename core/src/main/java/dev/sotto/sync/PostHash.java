package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.StoredDoc;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * State digests in eight bytes, keyed anew for each session so that nobody can prepare two states that look alike:
 * SipHash-2-4 (Aumasson and Bernstein, 2012) over the digest's bytes.
 */
public final class PostHash {
    static final int KEY_BYTES = 16;

    private final SipHash sip = new SipHash(2, 4);

    /** @param sessionKey 16 bytes, of the link */
    public PostHash(Bytes sessionKey) {
        if (sessionKey.length() != KEY_BYTES) {
            throw new IllegalArgumentException("a session key has 16 bytes, got " + sessionKey.length());
        }
        sip.init(new KeyParameter(sessionKey.toArray()));
    }

    public long of(Digest digest) {
        byte[] bytes = digest.bytes().toArray();
        sip.update(bytes, 0, bytes.length);
        return sip.doFinal();
    }

    public long of(StoredDoc document) {
        return of(document.digest());
    }
}
