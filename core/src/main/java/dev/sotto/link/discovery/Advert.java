package dev.sotto.link.discovery;

import dev.sotto.document.Bytes;

/**
 * What we say of ourselves on a network: a service of the type {@value #TYPE}.
 *
 * @param instance the service's name: {@link AdvertText#instance}
 * @param port where we listen; 0 to look only, and to say nothing
 * @param text the service's TXT record, as {@link AdvertText#encode} makes it
 */
public record Advert(String instance, int port, Bytes text) {
    /** The service type; the domain is always {@code local}. */
    public static final String TYPE = "_sotto._tcp";
}
