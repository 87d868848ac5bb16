package dev.sotto.identity;

import dev.sotto.document.Bytes;
import java.util.Optional;

/**
 * What a finished AUTH gives.
 *
 * @param keys the session's keys
 * @param version the protocol version to speak: the newest that both know
 * @param peerVersions all versions that the peer speaks
 * @param peerKeyHash SHA-256 of the SubjectPublicKeyInfo of the peer's certificate in this channel
 * @param mode how the peer was trusted
 * @param certificate who the peer is; only with certificates
 * @param revocationNumber of the newest revocation list that the peer knows; 0 for none
 */
public record Authenticated(
        SessionKeys keys,
        int version,
        VersionRange peerVersions,
        Bytes peerKeyHash,
        TrustMode mode,
        Optional<DeviceCertificate> certificate,
        long revocationNumber) {
    /** Of a peer that proved a shared key. */
    public Authenticated(SessionKeys keys, int version, VersionRange peerVersions, Bytes peerKeyHash, TrustMode mode) {
        this(keys, version, peerVersions, peerKeyHash, mode, Optional.empty(), 0);
    }
}
