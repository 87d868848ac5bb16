package dev.sotto.link.mdns;

import dev.sotto.document.RefusedException;

/** Any datagram is a DNS message or a refusal with a code; what is read of it is written and read the same. */
public final class DnsFuzz {
    private DnsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        DnsMessage message;
        try {
            message = DnsMessage.parse(data);
        } catch (RefusedException e) {
            if (!e.refusal().code().startsWith("DNS_")) {
                throw e;
            }
            return;
        }
        byte[] written = message.encode();
        if (written.length <= Limits.MESSAGE_BYTES_MAX
                && !DnsMessage.parse(written).equals(message)) {
            throw new AssertionError(message + " is read back as another one");
        }
    }
}
