/**
 * Who a peer is and how it proves that it belongs: shared keys, certificates of an app's authority, their
 * files and revocation lists, trust modes, the AUTH exchange and the keys
 * that a session gets from it.
 *
 * <p>What does not belong here: sockets and TLS. This room is handed the fingerprints of a channel's two certificates and
 * the bytes that arrive in it; it never opens anything but a key file.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.identity;
