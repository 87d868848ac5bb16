/**
 * Connections to other peers: the ports Transport and SecureChannelProvider, TCP with TLS 1.3 behind them, the limits that
 * keep strangers cheap, and back-off.
 *
 * <p>What does not belong here: what the bytes mean. A link carries bytes in order between two peers that have proved that
 * they share a key; frames and sessions are other rooms' matter.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.link;
