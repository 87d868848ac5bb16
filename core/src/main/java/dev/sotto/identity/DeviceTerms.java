package dev.sotto.identity;

import dev.sotto.document.Scopes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * What an authority is to say of a device.
 *
 * @param device its name for people, at most 24 bytes of UTF-8, possibly empty
 * @param user who uses it, by whatever the app calls its users; at most 64 bytes of UTF-8, possibly empty
 * @param notBefore the first moment at which it counts
 * @param notAfter the last one; at most 30 days later
 * @param scopes what the device may have, and what it may bring
 */
public record DeviceTerms(String device, String user, Instant notBefore, Instant notAfter, Scopes scopes) {
    /** With everything to read and to write. */
    public DeviceTerms(String device, String user, Instant notBefore, Instant notAfter) {
        this(device, user, notBefore, notAfter, Scopes.ALL);
    }

    /** @throws IllegalArgumentException a name is too long, or the time is none or too long */
    public DeviceTerms {
        requireBytes("device", device, Limits.DEVICE_NAME_BYTES_MAX);
        requireBytes("user", user, Limits.USER_BYTES_MAX);
        long millis = Duration.between(notBefore, notAfter).toMillis();
        if (millis < 1_000 || millis > Limits.LIFETIME_MILLIS_MAX) {
            throw new IllegalArgumentException("a certificate counts for 1 second to "
                    + Duration.ofMillis(Limits.LIFETIME_MILLIS_MAX).toDays() + " days, got "
                    + Duration.between(notBefore, notAfter));
        }
    }

    private static void requireBytes(String field, String text, int max) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > max) {
            throw new IllegalArgumentException(field + " has " + bytes + " bytes of UTF-8, at most " + max);
        }
    }
}
