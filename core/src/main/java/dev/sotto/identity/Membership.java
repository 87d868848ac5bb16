package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who a device is, and which documents it may have and bring: what a certificate says beyond X.509, as one CBOR map.
 *
 * <pre>
 * {"app": text, "device": text, "read": [patterns], "user": text, "write": [patterns]}
 * </pre>
 *
 * All of them always, and nothing else: what is left out would be read as everything by the one and as nothing by the other.
 */
record Membership(String app, String device, String user, Scopes scopes) {
    private static final List<String> KEYS =
            Collections.unmodifiableList(Arrays.asList("app", "device", "read", "user", "write"));

    /** @throws RefusedException CERT_INVALID */
    static Membership read(Bytes cbor) {
        MapValue said = map(cbor);
        return new Membership(
                text(said, "app", 1, Limits.APP_ID_CHARS_MAX),
                text(said, "device", 0, Limits.DEVICE_NAME_BYTES_MAX),
                text(said, "user", 0, Limits.USER_BYTES_MAX),
                scopes(said));
    }

    byte[] encoded() {
        TreeMap<String, Object> said = new TreeMap<>();
        said.put("app", app);
        said.put("device", device);
        said.put("user", user);
        said.put("read", scopes.read());
        said.put("write", scopes.write());
        return Cbor.encode(Value.ofMap(said));
    }

    private static MapValue map(Bytes cbor) {
        try {
            if (Cbor.decode(cbor) instanceof MapValue map
                    && map.fields().keySet().equals(new TreeSet<>(KEYS))) {
                return map;
            }
        } catch (RefusedException e) {
            throw invalid("membership", e.refusal().code());
        }
        throw invalid("membership", "other keys than " + KEYS);
    }

    private static String text(MapValue said, String key, int min, int max) {
        if (said.get(key) instanceof Value.Text text) {
            int bytes = text.value().getBytes(StandardCharsets.UTF_8).length;
            if (bytes >= min && bytes <= max) {
                return text.value();
            }
        }
        throw invalid(key, "no text of " + min + " to " + max + " bytes");
    }

    private static Scopes scopes(MapValue said) {
        List<String> read = patterns(said, "read");
        List<String> write = patterns(said, "write");
        try {
            return Scopes.of(read, write);
        } catch (IllegalArgumentException e) {
            throw invalid("scopes", String.valueOf(e.getMessage()));
        }
    }

    private static List<String> patterns(MapValue said, String key) {
        if (!(said.get(key) instanceof Value.Array array)) {
            throw invalid(key, "no list");
        }
        List<String> patterns = new ArrayList<>();
        for (Value item : array.items()) {
            if (!(item instanceof Value.Text text)) {
                throw invalid(key, "a pattern that is no text");
            }
            patterns.add(text.value());
        }
        return patterns;
    }

    private static RefusedException invalid(String field, String got) {
        return X509.refused("CERT_INVALID", field, got);
    }
}
