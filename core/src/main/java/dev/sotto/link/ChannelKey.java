package dev.sotto.link;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.PrivateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The private key and self-signed certificate that this peer shows in TLS. P-256, because Android 8 to 12 have no Ed25519;
 * valid from 1970 to 9999, because tills have wrong clocks and trust comes from AUTH, not from dates.
 *
 * @param privateKey never leaves this room
 * @param certificate names nobody: its subject is {@code CN=sotto} for every peer
 */
record ChannelKey(PrivateKey privateKey, X509Certificate certificate) {
    private static final String KEY_LABEL = "PRIVATE KEY";
    private static final String CERTIFICATE_LABEL = "CERTIFICATE";
    private static final X500Name NAME = new X500Name("CN=sotto");
    /** 9999-12-31T23:59:59Z: RFC 5280, 4.1.2.5, "no well-defined expiration date". */
    private static final Date NEVER = new Date(253_402_300_799_000L);

    static ChannelKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return selfSigned(generator.generateKeyPair(), random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform cannot make P-256 keys and certificates", e);
        }
    }

    /** A certificate that names nobody around a key that exists. */
    static ChannelKey selfSigned(KeyPair pair, SecureRandom random) {
        try {
            BigInteger serial = new BigInteger(127, random).setBit(126);
            var builder = new JcaX509v3CertificateBuilder(NAME, serial, new Date(0), NEVER, NAME, pair.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .setSecureRandom(random)
                    .build(pair.getPrivate());
            return new ChannelKey(
                    pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this platform cannot make P-256 keys and certificates", e);
        }
    }

    /**
     * The key kept in {@code file}; made and written there if there is none. Blocks for one fsync then.
     *
     * @throws RefusedException CHANNEL_KEY_INVALID, or what {@link PrivateFile} says
     */
    static ChannelKey keptIn(Path file, SecureRandom random) {
        if (!Files.exists(file)) {
            ChannelKey key = generate(random);
            PrivateFile.create(file, key.toPem());
            return key;
        }
        return fromPem(file, PrivateFile.read(file, Limits.CHANNEL_KEY_FILE_BYTES_MAX));
    }

    Bytes keyHash() {
        return keyHash(certificate);
    }

    /** SHA-256 of a certificate's SubjectPublicKeyInfo, which is what Java calls the encoded public key. */
    static Bytes keyHash(Certificate certificate) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no SHA-256, which every Java platform must have", e);
        }
    }

    private byte[] toPem() {
        try {
            return (pem(KEY_LABEL, privateKey.getEncoded()) + pem(CERTIFICATE_LABEL, certificate.getEncoded()))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was just made has no encoding", e);
        }
    }

    private static ChannelKey fromPem(Path file, byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        try {
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(unpem(KEY_LABEL, text)));
            Certificate certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(unpem(CERTIFICATE_LABEL, text)));
            return new ChannelKey(key, (X509Certificate) certificate);
        } catch (GeneralSecurityException | IOException e) {
            throw new RefusedException(new Refusal(
                    "CHANNEL_KEY_INVALID",
                    "file",
                    file + " that holds no key and certificate",
                    "the file as Sotto wrote it (or delete it: a new one is made, no data depends on it)"));
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static byte[] unpem(String label, String text) throws IOException {
        String begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new IOException("no " + label);
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new IOException("no base64", e);
        }
    }

    /** Shows nothing of the private key. */
    @Override
    public String toString() {
        return "ChannelKey[" + keyHash() + "]";
    }
}
