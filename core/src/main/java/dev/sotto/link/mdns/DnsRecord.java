package dev.sotto.link.mdns;

import dev.sotto.document.Bytes;

/** A resource record of the kinds that service discovery needs. */
sealed interface DnsRecord {
    int A = 1;
    int PTR = 12;
    int TXT = 16;
    int AAAA = 28;
    int SRV = 33;
    int ANY = 255;

    DnsName name();

    /** Seconds; 0 is a goodbye. */
    int ttl();

    /** The number of its kind. */
    int type();

    /** The same with another time to live. */
    DnsRecord living(int seconds);

    /** A service of a type. */
    record Pointer(DnsName name, int ttl, DnsName target) implements DnsRecord {
        @Override
        public int type() {
            return PTR;
        }

        @Override
        public DnsRecord living(int seconds) {
            return new Pointer(name, seconds, target);
        }
    }

    /** Where a service is. */
    record Service(DnsName name, int ttl, int port, DnsName host) implements DnsRecord {
        @Override
        public int type() {
            return SRV;
        }

        @Override
        public DnsRecord living(int seconds) {
            return new Service(name, seconds, port, host);
        }
    }

    /** What a service says of itself. */
    record Text(DnsName name, int ttl, Bytes text) implements DnsRecord {
        @Override
        public int type() {
            return TXT;
        }

        @Override
        public DnsRecord living(int seconds) {
            return new Text(name, seconds, text);
        }
    }

    /** An address of a host, of 4 or 16 bytes. */
    record Address(DnsName name, int ttl, Bytes address) implements DnsRecord {
        @Override
        public int type() {
            return address.length() == 4 ? A : AAAA;
        }

        @Override
        public DnsRecord living(int seconds) {
            return new Address(name, seconds, address);
        }
    }
}
