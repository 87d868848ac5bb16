package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes in the place of what a certificate says of its device are a membership that comes out again, or one refusal; any lines in
 * the place of patterns are scopes that let through only what some line names, or are refused.
 */
public final class MembershipFuzz {
    private static final List<DocRef> DOCUMENTS =
            List.of(DocRef.of("orders", "o-17"), DocRef.of("orders", "till-1-7"), DocRef.of("menu", "*"));

    private MembershipFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        membership(Bytes.of(data));
        patterns(new String(data, StandardCharsets.UTF_8));
    }

    private static void membership(Bytes cbor) {
        Membership read;
        try {
            read = Membership.read(cbor);
        } catch (RefusedException e) {
            if (!e.refusal().code().equals("CERT_INVALID")) {
                throw new AssertionError(e.refusal().toString());
            }
            return;
        }
        if (!Membership.read(Bytes.of(read.encoded())).equals(read)) {
            throw new AssertionError("comes out as something else: " + read);
        }
    }

    private static void patterns(String text) {
        List<String> lines = Arrays.asList(text.split("\n"));
        Scopes scopes;
        try {
            scopes = Scopes.of(lines, lines);
        } catch (IllegalArgumentException e) {
            return;
        }
        for (DocRef document : DOCUMENTS) {
            String collection = document.collection();
            boolean named = lines.contains("*")
                    || lines.contains(collection)
                    || lines.stream().anyMatch(line -> line.startsWith(collection + "/"));
            boolean read = scopes.mayRead(document);
            if (read != scopes.mayWrite(document) || read && !named || read && !scopes.mayReadSome(collection)) {
                throw new AssertionError(document + " by " + scopes);
            }
        }
    }
}
