package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** DER in text (RFC 7468): sections between BEGIN and END lines, whatever stands between them. */
final class Pem {
    static final String PRIVATE_KEY = "PRIVATE KEY";
    static final String PUBLIC_KEY = "PUBLIC KEY";
    static final String CERTIFICATE = "CERTIFICATE";
    static final String REVOCATION_LIST = "X509 CRL";
    static final String RETIREMENT = "SOTTO RETIREMENT";

    private static final int LINE_CHARS = 64;

    private Pem() {}

    static String section(String label, Bytes der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(der.toArray()) + "\n-----END "
                + label + "-----\n";
    }

    /** A file's bytes as the text that PEM is. */
    static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** All sections with that label, in their order; one that does not end, or is no base64, is refused. */
    static List<Bytes> sections(String label, String text) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        List<Bytes> found = new ArrayList<>();
        for (int from = text.indexOf(begin); from >= 0; from = text.indexOf(begin, from)) {
            int to = text.indexOf(end, from + begin.length()); // the dashes of the two lines may not be shared
            if (to < 0) {
                throw refused("a section " + label + " without its end");
            }
            try {
                found.add(Bytes.of(Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to))));
            } catch (IllegalArgumentException e) {
                throw refused("a section " + label + " that is not base64");
            }
            from = to + end.length();
        }
        return found;
    }

    /** The only section with that label, or the one at {@code index} of {@code count}. */
    static Bytes section(String label, String text, int index, int count) {
        List<Bytes> found = sections(label, text);
        if (found.size() != count) {
            throw refused(found.size() + " sections " + label + " where " + count + " are due");
        }
        return found.get(index);
    }

    private static RefusedException refused(String got) {
        return new RefusedException(new Refusal("PEM_INVALID", "file", got, "a PEM file as sotto key wrote it"));
    }
}
