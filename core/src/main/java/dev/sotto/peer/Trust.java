package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import dev.sotto.identity.AuthorityCertificate;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.RevocationList;
import dev.sotto.identity.Standing;
import dev.sotto.link.Link;
import dev.sotto.store.Mark;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Certificates while links are open: what AUTH has checked at their beginning is looked at again whenever time has gone by, a
 * certificate was renewed or a revocation list came. The newest list is kept in the store and passed on to all who have an older
 * one. Does nothing where certificates are not what is trusted. On the loop.
 */
final class Trust {
    private final Optional<Standing> standing;
    private final Scopes neighbours;
    private final StoreReplica replica;
    private final Ticker ticker;
    private final PeerListener listener;

    /** Whether the newest list is in the store. */
    private boolean kept;

    /** The certificate that was told to need a renewal. */
    private @Nullable DeviceCertificate told;

    /** @throws StorageException the list in the store cannot be read */
    Trust(PeerSettings settings, Storage storage, StoreReplica replica, PeerListener listener) {
        this.standing = settings.credentials().standing();
        this.neighbours = settings.neighbours();
        this.replica = replica;
        this.ticker = settings.ticker();
        this.listener = listener;
        standing.ifPresent(own -> recall(own, storage));
    }

    private void recall(Standing own, Storage storage) {
        AuthorityCertificate authority = own.current().authority();
        for (Mark mark : storage.latest().marks(Mark.Kind.REVOCATIONS, authority.keyHash(), 1)) {
            try {
                RevocationList list = RevocationList.parse(mark.content());
                if (list.number() > own.current().revocationNumber()) {
                    own.replace(own.current().with(list));
                }
                kept = list.number() == own.current().revocationNumber();
            } catch (RefusedException | IllegalArgumentException e) {
                throw new StorageException(
                        new Refusal(
                                "STORAGE_CORRUPT", "revocation list", String.valueOf(e.getMessage()), "the one stored"),
                        StorageException.Remedy.CORRUPT);
            }
        }
    }

    /** The store did not take what was noted last. */
    void notStored() {
        kept = false;
    }

    /** Keeps what the config brought, and what the store did not take before. */
    void begin() {
        standing.ifPresent(this::keep);
    }

    private void keep(Standing own) {
        Optional<RevocationList> newest = own.current().revocations();
        if (newest.isPresent() && !kept) {
            Bytes authority = own.current().authority().keyHash();
            kept = replica.tryNote(write -> write.putMark(
                    new Mark(Mark.Kind.REVOCATIONS, authority, newest.get().encoded())));
        }
    }

    /** What whoever is at the other end may have and bring: what its certificate says, or the app. */
    Scopes granted(Link link) {
        if (!standing.isPresent()) {
            return neighbours;
        }
        return link.authenticated()
                .certificate()
                .map(DeviceCertificate::scopes)
                .orElseThrow(() -> new IllegalStateException("AUTH ended without a certificate"));
    }

    /** What this device may have and bring, as far as its own certificate says. */
    Scopes own() {
        return standing.map(own -> own.current().certificate().scopes()).orElse(Scopes.ALL);
    }

    /** A link is open: whoever knows the newer list tells it. */
    void began(Conversation conversation) {
        if (standing.isPresent()) {
            tell(conversation, standing.get().current());
        }
    }

    private static void tell(Conversation conversation, DeviceIdentity own) {
        if (own.revocations().isPresent() && conversation.counterpart().revocationNumber() < own.revocationNumber()) {
            conversation.counterpart().knowsRevocations(own.revocationNumber());
            conversation.send(new Message.Revocations(own.revocations().get().encoded()));
        }
    }

    /** Our own certificate, renewed: shown to all from now on, those included that have seen the old one. */
    void renew(DeviceCertificate renewed, Collection<Conversation> conversations) {
        Standing own = standing.orElseThrow(IllegalStateException::new);
        own.replace(own.current().with(renewed));
        conversations.forEach(conversation -> conversation.send(new Message.Certificate(renewed.encoded())));
    }

    /** A list, from the app or from a neighbour. An older one, and the same again, changes nothing. */
    void learn(RevocationList list, Collection<Conversation> conversations) {
        Standing own = standing.orElseThrow(IllegalStateException::new);
        if (list.number() <= own.current().revocationNumber()) {
            return;
        }
        own.replace(own.current().with(list));
        kept = false;
        keep(own);
        look(conversations);
        conversations.forEach(conversation -> tell(conversation, own.current()));
    }

    /**
     * CERTIFICATE or REVOCATIONS of a neighbour.
     *
     * @throws RefusedException it is not one that counts
     */
    void received(Conversation from, Message message, Collection<Conversation> conversations) {
        if (!standing.isPresent()) {
            throw new RefusedException(
                    "PROTOCOL_STATE",
                    "message",
                    message.getClass().getSimpleName(),
                    "none where no certificates are trusted");
        }
        DeviceIdentity own = standing.get().current();
        if (message instanceof Message.Certificate certificate) {
            DeviceCertificate shown = DeviceCertificate.parse(certificate.der());
            Optional<Refusal> no =
                    own.verdict(shown, from.link().authenticated().peerKeyHash(), ticker.wallMillis());
            if (no.isPresent()) {
                throw new RefusedException(no.get());
            }
            DeviceCertificate before = from.counterpart().certificate();
            if (before != null && !before.scopes().equals(shown.scopes())) {
                throw new RefusedException(
                        "SCOPES_CHANGED",
                        "scopes",
                        "others than before",
                        "a new session for a certificate with other scopes");
            }
            from.counterpart().shows(shown);
        } else if (message instanceof Message.Revocations revocations) {
            RevocationList list = RevocationList.parse(revocations.der());
            if (!list.isSignedBy(own.authority())) {
                throw new RefusedException(
                        "REVOCATIONS_INVALID", "signature", "another authority's", "the app's authority's");
            }
            from.counterpart().knowsRevocations(list.number());
            learn(list, conversations);
        }
    }

    /** Now and then: links end whose certificate does not count any more, and the app hears that its own needs a renewal. */
    void tick(Collection<Conversation> conversations) {
        if (standing.isPresent()) {
            look(conversations);
            DeviceCertificate certificate = standing.get().current().certificate();
            long endMillis = certificate.notAfter().toEpochMilli();
            long lifetime = endMillis - certificate.notBefore().toEpochMilli();
            boolean due = ticker.wallMillis() > endMillis - lifetime / dev.sotto.identity.Limits.RENEWAL_PART;
            if (due && (told == null || !told.equals(certificate))) {
                told = certificate;
                listener.certificateExpiring(certificate);
            }
        }
    }

    private void look(Collection<Conversation> conversations) {
        DeviceIdentity own = standing.orElseThrow(IllegalStateException::new).current();
        List<Conversation> all = new ArrayList<>(conversations);
        for (Conversation conversation : all) {
            DeviceCertificate shown = conversation.counterpart().certificate();
            Optional<Refusal> no = shown == null ? Optional.empty() : own.standing(shown, ticker.wallMillis());
            no.ifPresent(conversation::distrust);
        }
    }
}
