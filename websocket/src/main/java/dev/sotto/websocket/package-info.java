/**
 * WebSocket (RFC 6455) around a connection, for networks that let only HTTP through: give {@link WebSocketTunnel} to {@code
 * SottoConfig.tunnel}, and addresses of the form {@code ws://host:port/path} work.
 *
 * <p>What does not belong here: secrecy and proof. TLS 1.3 and AUTH run inside, from end to end; whatever passes a WebSocket on sees
 * nothing else.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.websocket;
