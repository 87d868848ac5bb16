package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;

/**
 * Where a peer listens: a host name or an IP address, and a port.
 *
 * @param host name, IPv4, or IPv6 without brackets (a scope such as {@code fe80::1%eth0} may follow)
 * @param port 0 to 65535; 0 only makes sense for listening: any free port
 */
public record PeerAddress(String host, int port) {
    /** Characters of a host name at most: DNS names have 253 (RFC 1035, 2.3.4), an IPv6 scope needs a few more. */
    private static final int HOST_CHARS_MAX = 300;

    private static final String WANTED = "HOST:PORT, such as 10.0.0.5:4040, till.local:4040 or [fe80::1]:4040";

    /** @throws IllegalArgumentException if the host is empty or the port out of range */
    public PeerAddress {
        if (host.isEmpty() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("got host \"" + host + "\" and port " + port + ", wanted " + WANTED);
        }
    }

    /**
     * Reads {@code HOST:PORT}; an IPv6 address stands in brackets.
     *
     * @throws RefusedException ADDRESS_INVALID saying which part is wrong
     */
    public static PeerAddress parse(String text) {
        String given = text.trim();
        int bracket = given.lastIndexOf(']');
        if (given.startsWith("[") && bracket < 0) {
            throw invalid(given, "no closing bracket");
        }
        int colon = given.startsWith("[") ? bracket + 1 : given.lastIndexOf(':');
        if (colon < 0 || colon == given.length()) {
            throw invalid(given, "no port");
        }
        if (given.charAt(colon) != ':') {
            throw invalid(given, "no colon after the bracket");
        }
        String host = given.substring(0, colon);
        String port = given.substring(colon + 1);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
            if (host.indexOf(':') < 0) {
                throw invalid(given, "brackets around what is no IPv6 address");
            }
        } else if (host.indexOf(':') >= 0) {
            throw invalid(given, "an IPv6 address without brackets, or two ports");
        }
        requireHost(given, host);
        return new PeerAddress(host, port(given, port));
    }

    private static void requireHost(String given, String host) {
        if (host.isEmpty()) {
            throw invalid(given, "no host");
        }
        if (host.length() > HOST_CHARS_MAX) {
            throw invalid(given.substring(0, 40) + "...", "a host of " + host.length() + " characters");
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c == '/' || c == '@' || c == '[' || c == ']' || c == 0x7f) {
                throw invalid(
                        given,
                        "a host with the character "
                                + (c <= ' ' || c == 0x7f ? "0x" + Integer.toHexString(c) : "'" + c + "'"));
            }
        }
    }

    private static int port(String given, String digits) {
        boolean number = !digits.isEmpty() && digits.length() <= 5;
        for (int i = 0; i < digits.length(); i++) {
            number &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!number || Integer.parseInt(digits) > 65535) {
            throw invalid(given, digits.isEmpty() ? "no port" : "a port that is not a number from 0 to 65535");
        }
        return Integer.parseInt(digits);
    }

    private static RefusedException invalid(String given, String what) {
        return new RefusedException(new Refusal("ADDRESS_INVALID", "address", "\"" + given + "\": " + what, WANTED));
    }

    /** {@code HOST:PORT}, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
