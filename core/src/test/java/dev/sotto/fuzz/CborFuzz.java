package dev.sotto.fuzz;

import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Value;

/** Any bytes are a value, with these very bytes unless a number was normalised, or refused with a code. */
public final class CborFuzz {
    private CborFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Value value;
        try {
            value = Cbor.decode(Bytes.of(data));
        } catch (RefusedException e) {
            if (e.refusal().code().isEmpty()) {
                throw new AssertionError("a refusal without a code");
            }
            return;
        }
        Bytes again = Bytes.of(Cbor.encode(value));
        if (!Cbor.decode(again).equals(value)) {
            throw new AssertionError("another value from " + again);
        }
        // Only NaN and minus zero come in more than one form, and all have the same length or a shorter one.
        if (again.length() > data.length) {
            throw new AssertionError(again + " is longer than " + Bytes.of(data));
        }
        value.toJava();
    }
}
