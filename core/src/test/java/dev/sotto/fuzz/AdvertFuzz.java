package dev.sotto.fuzz;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.link.discovery.AdvertText;

/** Any TXT record is an advert or a refusal with a code; an advert that is written again says the same. */
public final class AdvertFuzz {
    private AdvertFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        AdvertText advert;
        try {
            advert = AdvertText.parse(Bytes.of(data));
        } catch (RefusedException e) {
            if (!e.refusal().code().startsWith("ADVERT_")) {
                throw e;
            }
            return;
        }
        if (!AdvertText.parse(advert.encode()).equals(advert)) {
            throw new AssertionError(advert + " is read back as another one");
        }
    }
}
