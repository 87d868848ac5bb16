package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.Hlc;
import dev.sotto.document.Scopes;
import dev.sotto.document.StoreId;
import dev.sotto.wire.LinkKind;
import java.util.Optional;

/**
 * What a session is told at its start.
 *
 * @param sessionKey 16 bytes that both ends derived from the two AUTH nonces; keys the hashes on this link
 * @param sketchKey 16 bytes of the same kind; keys the sketches of a reconciliation
 * @param expectedPeer the store and epoch known to be at the other end, if any: saves half a round trip
 * @param name of this device, at most 24 bytes of UTF-8
 * @param heartbeatMillis the longest silence that we wish
 * @param hlcNow this store's clock
 * @param linkKind what carries the link, for others to see
 * @param filters makes filters of the peer's queries
 * @param granted what the peer may have of this store, and bring to it
 * @param own what this store's own certificate lets it have and bring; everything where that is not what is trusted
 */
public record SessionConfig(
        Bytes sessionKey,
        Bytes sketchKey,
        Optional<ExpectedPeer> expectedPeer,
        String name,
        long heartbeatMillis,
        Hlc hlcNow,
        LinkKind linkKind,
        SyncFilter.Compiler filters,
        Scopes granted,
        Scopes own) {
    /** Where everybody may have and bring everything. */
    public SessionConfig(
            Bytes sessionKey,
            Bytes sketchKey,
            Optional<ExpectedPeer> expectedPeer,
            String name,
            long heartbeatMillis,
            Hlc hlcNow,
            LinkKind linkKind,
            SyncFilter.Compiler filters) {
        this(
                sessionKey,
                sketchKey,
                expectedPeer,
                name,
                heartbeatMillis,
                hlcNow,
                linkKind,
                filters,
                Scopes.ALL,
                Scopes.ALL);
    }

    /** Who is thought to be at the other end. */
    public record ExpectedPeer(StoreId storeId, long epoch) {}
}
