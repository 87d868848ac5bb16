package dev.sotto.identity;

import dev.sotto.document.Bytes;

/**
 * What a finished AUTH gives.
 *
 * @param keys the session's keys
 * @param version the protocol version to speak: the newest that both know
 * @param peerVersions all versions that the peer speaks
 * @param peerKeyHash SHA-256 of the SubjectPublicKeyInfo of the peer's certificate in this channel
 * @param mode how the peer was trusted
 */
public record Authenticated(
        SessionKeys keys, int version, VersionRange peerVersions, Bytes peerKeyHash, TrustMode mode) {}
