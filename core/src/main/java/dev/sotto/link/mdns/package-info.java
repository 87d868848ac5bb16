/**
 * Multicast DNS with service discovery (RFC 6762, RFC 6763), as much of it as one service type needs: messages, the machine of
 * one network, and the thread with the sockets. Why there is no library here is decision 36.
 *
 * <p>What does not belong here: names in general. It answers and asks for our service type, and remembers nothing else.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.link.mdns;
