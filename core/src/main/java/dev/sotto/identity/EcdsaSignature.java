package dev.sotto.identity;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** The one signature algorithm of this room: ECDSA over SHA-256. */
final class EcdsaSignature {
    /** As certificates and revocation lists name it. */
    static final String ALGORITHM = "SHA256withECDSA";

    private EcdsaSignature() {}

    static byte[] of(PrivateKey key, byte[] said) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(said);
        return signature.sign();
    }

    static boolean holds(PublicKey key, byte[] said, byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initVerify(key);
        signature.update(said);
        return signature.verify(signed);
    }
}
