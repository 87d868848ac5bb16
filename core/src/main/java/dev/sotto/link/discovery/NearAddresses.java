package dev.sotto.link.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Which addresses an advert may send us to: those of the networks that this device is on. An advert that names another would
 * make us call on strangers for its author.
 */
public final class NearAddresses {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private NearAddresses() {}

    /** Whether it is an IP address, not a name, that is private or link-local (RFC 1918, RFC 3927, RFC 4193, RFC 4291). */
    public static boolean isNear(String host) {
        if (!isLiteral(host)) {
            return false;
        }
        try {
            return isNear(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return false; // no address, or the scope of an interface that is gone
        }
    }

    /** Whether it means this machine and no network. */
    public static boolean isLoopback(String host) {
        return host.startsWith("127.") && isLiteral(host) || host.equals("::1") || host.equals("localhost");
    }

    /** Whether it is private or link-local. */
    public static boolean isNear(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean siteLocal = bytes.length == 4 && address.isSiteLocalAddress();
        return (uniqueLocal || siteLocal || address.isLinkLocalAddress()) && !address.isMulticastAddress();
    }

    /** A name would be looked up somewhere: only what can be nothing but an address is handed on. */
    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 ? isIpv6(host) : IPV4.matcher(host).matches();
    }

    private static boolean isIpv6(String host) {
        int end = host.indexOf('%') < 0 ? host.length() : host.indexOf('%');
        boolean literal = true;
        for (int i = 0; i < end; i++) {
            literal &= host.charAt(i) == ':' || host.charAt(i) == '.' || Character.digit(host.charAt(i), 16) >= 0;
        }
        return literal;
    }
}
