package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.DocKey;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * What stands for documents and their states in the sketches of one session: SipHash-2-4 under a key that both ends derived
 * from the two AUTH nonces, so that nobody can prepare documents that fall together.
 */
final class SketchHash {
    private final SipHash sip = new SipHash(2, 4);

    /** @param key 16 bytes */
    SketchHash(Bytes key) {
        sip.init(new KeyParameter(key.toArray()));
    }

    /** 44 bits. */
    long key(int salt, DocKey document) {
        sip.update((byte) salt);
        return hash(document.bytes()) >>> Long.SIZE - VersionSet.KEY_BITS;
    }

    /** From 1 to p - 1. */
    long version(Digest state) {
        return Field61.nonZero(hash(state.bytes()));
    }

    private long hash(Bytes bytes) {
        byte[] array = bytes.toArray();
        sip.update(array, 0, array.length);
        return sip.doFinal();
    }
}
