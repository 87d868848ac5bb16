package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;

/**
 * Where a peer listens: a host name or an IP address, and a port, and for one that is reached inside HTTP a path.
 *
 * @param host name, IPv4, or IPv6 without brackets (a scope such as {@code fe80::1%eth0} may follow)
 * @param port 0 to 65535; 0 only makes sense for listening: any free port
 * @param webPath empty for TCP; for WebSocket the path of its URL, which begins with a slash
 */
public record PeerAddress(String host, int port, String webPath) {
    /** Characters of a path at most: more than people type, and a request's first line stays short. */
    private static final int WEB_PATH_CHARS_MAX = 200;

    private static final String WEB = "ws://";
    private static final int WEB_PORT = 80;
    /** Characters of a host name at most: DNS names have 253 (RFC 1035, 2.3.4), an IPv6 scope needs a few more. */
    private static final int HOST_CHARS_MAX = 300;

    private static final String WEB_WANTED =
            "ws://HOST:PORT/PATH of at most " + WEB_PATH_CHARS_MAX + " ASCII characters";
    private static final String WANTED = "HOST:PORT, such as 10.0.0.5:4040, till.local:4040 or [fe80::1]:4040";

    /** @throws IllegalArgumentException if the host is empty, the port out of range, or the path cannot stand in a request */
    public PeerAddress {
        if (host.isEmpty() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("got host \"" + host + "\" and port " + port + ", wanted " + WANTED);
        }
        if (!webPath.isEmpty() && !isPath(webPath)) {
            throw new IllegalArgumentException("got path \"" + webPath + "\", wanted " + WEB_WANTED);
        }
    }

    /** A place for TCP. */
    public PeerAddress(String host, int port) {
        this(host, port, "");
    }

    /** Whether it is reached inside HTTP, by WebSocket. */
    public boolean isWeb() {
        return !webPath.isEmpty();
    }

    private static boolean isPath(String text) {
        boolean path = text.startsWith("/") && text.length() <= WEB_PATH_CHARS_MAX;
        for (int i = 0; i < text.length(); i++) {
            path &= text.charAt(i) > ' ' && text.charAt(i) < 0x7f && text.charAt(i) != '#';
        }
        return path;
    }

    /**
     * Reads {@code HOST:PORT}; an IPv6 address stands in brackets. Or {@code ws://HOST:PORT/PATH} for WebSocket, with port 80
     * and path / if they are not given; wss has no use, since all connections are encrypted inside.
     *
     * @throws RefusedException ADDRESS_INVALID saying which part is wrong
     */
    public static PeerAddress parse(String text) {
        String given = text.trim();
        if (given.startsWith("wss://")) {
            throw invalid(given, "wss, TLS around the TLS that is inside anyway");
        }
        return given.startsWith(WEB) ? parseWeb(given) : parsePlace(given);
    }

    private static PeerAddress parseWeb(String given) {
        String rest = given.substring(WEB.length());
        int slash = rest.indexOf('/');
        String place = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "/" : rest.substring(slash);
        if (!isPath(path)) {
            throw invalid(given, "a path that is not " + WEB_WANTED);
        }
        boolean hasPort = place.lastIndexOf(':') > place.lastIndexOf(']');
        PeerAddress at = parsePlace(hasPort ? place : place + ":" + WEB_PORT);
        return new PeerAddress(at.host(), at.port(), path);
    }

    private static PeerAddress parsePlace(String given) {
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

    /** {@code HOST:PORT} or {@code ws://HOST:PORT/PATH}, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return isWeb() ? WEB + place() + webPath : place();
    }

    private String place() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
