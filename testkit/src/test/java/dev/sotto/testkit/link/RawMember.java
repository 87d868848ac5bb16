package dev.sotto.testkit.link;

import dev.sotto.Sotto;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/** One of the app "shop" with a certificate of its own, which says whatever a test wants. */
final class RawMember {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CERTIFICATES = 2;
    private static final Refusal NONE = new Refusal("", "", "", "");

    private RawMember() {}

    /** Proves itself, says that, and answers with what it is refused for; with no code if it is not. */
    static Refusal refusalOf(Sotto till, DeviceIdentity member, Message... messages) throws Exception {
        PeerAddress port = PeerAddress.parse(till.sync().status().listening().get(0));
        Bytes app = Bytes.of(MessageDigest.getInstance("SHA-256")
                        .digest(Bytes.utf8("sotto-app-1\0shop").toArray()))
                .slice(0, 8);
        Bytes proof = new ByteWriter()
                .varint(0)
                .varint(0)
                .prefixed(member.certificate().encoded())
                .toBytes();
        Bytes nonce = Bytes.of(new byte[16]);
        try (RawPeer peer = new RawPeer(port, JsseChannelProvider.of(member.key(), Optional.empty(), RANDOM))) {
            peer.say(new FrameWriter().write(new Message.Auth(app, 0, 0, CERTIFICATES, nonce, Bytes.EMPTY)));
            peer.say(new FrameWriter().write(new Message.Auth(app, 0, 0, CERTIFICATES, nonce, proof)));
            for (Message message : messages) {
                peer.say(new FrameWriter().write(message));
            }
            // What nobody may say, so that the session ends in any case.
            peer.say(new FrameWriter().write(new Message.Auth(app, 0, 0, CERTIFICATES, nonce, Bytes.EMPTY)));
            return refusal(peer.hearToTheEnd());
        }
    }

    private static Refusal refusal(byte[] heard) {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        reader.feed(heard, 0, heard.length);
        for (FrameReader.Next next = reader.next(); next instanceof FrameReader.Next.Got got; next = reader.next()) {
            if (got.message() instanceof Message.Refuse refuse) {
                return refuse.refusal();
            }
        }
        return NONE;
    }
}
