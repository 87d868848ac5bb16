package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.identity.Authenticated;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SessionKeys;
import dev.sotto.identity.TrustMode;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Way;
import dev.sotto.store.MemoryStorage;
import dev.sotto.sync.Protections;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A peer that listens, on a time that only the test moves; at the other ends of its links the test speaks. */
final class SpokenTo implements LoopDriver {
    private static final PeerAddress HERE = new PeerAddress("here", 1);

    final Heard heard = new Heard();
    final Peer peer;
    private final SkippingTicker time = SkippingTicker.standing();
    private @Nullable Steps steps;
    private @Nullable LinkListener strangers;
    private boolean posted;

    SpokenTo(long seed) {
        PeerSettings settings = new PeerSettings(
                Optional.empty(),
                Credentials.development("shop", new VersionRange(0, 0)),
                "phone",
                Collections.singletonList(HERE),
                Collections.emptyList(),
                Optional.empty(),
                1 << 20,
                Optional.empty(),
                time,
                new SecureRandom());
        PeerPorts ports =
                new PeerPorts(new MemoryStorage(new Random(seed)), Ears::new, Optional.of(this), Protections.ALL);
        peer = Peer.open(settings, ports, heard);
        peer.start(failed -> failed.ifPresent(why -> {
            throw new AssertionError(why);
        }));
        run();
    }

    @Override
    public void begins(Steps loop) {
        steps = loop;
    }

    @Override
    public void posted() {
        posted = true;
    }

    /** Everything that waits is done, as one batch or several. */
    void run() {
        while (posted && steps != null) {
            posted = false;
            steps.step();
        }
    }

    /** Lets that time go by, with everything that is due in it. */
    void after(long millis) {
        run();
        long until = time.monotonicMillis() + millis;
        while (steps != null && steps.dueMillis() <= until) {
            time.skip(Math.max(0, steps.dueMillis() - time.monotonicMillis()));
            steps.step();
            run();
        }
        time.skip(Math.max(0, until - time.monotonicMillis()));
    }

    /** A link over that way comes in. */
    Line line(Way.Kind kind, String host) {
        Line line = new Line(new Way(kind, host));
        listener().opened(line);
        run();
        return line;
    }

    private LinkListener listener() {
        if (strangers == null) {
            throw new IllegalStateException("the peer does not listen");
        }
        return strangers;
    }

    private final class Ears implements Transport {
        @Override
        public Listening listen(PeerAddress address, LinkListener listener) {
            strangers = listener;
            return new Listening() {
                @Override
                public PeerAddress address() {
                    return HERE;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Dial connect(PeerAddress address, LinkListener listener) {
            throw new IllegalStateException("this peer dials nobody");
        }

        @Override
        public void close() {}
    }

    /** One link: what is said goes to the peer, and what the peer says is kept until it is looked at. */
    final class Line implements Link {
        private final Way way;
        private final FrameReader reader = new FrameReader();
        private final FrameWriter writer = new FrameWriter();
        private final List<Message> messages = new ArrayList<>();
        private boolean ended;

        private Line(Way way) {
            this.way = way;
            reader.authenticated();
        }

        /** Says that, and lets the peer do what it does then. */
        void say(Message... all) {
            put(all);
            run();
        }

        /** Says that; the peer hears of it in its next batch. */
        void put(Message... all) {
            for (Message message : all) {
                listener().received(this, writer.write(message));
            }
        }

        void cut() {
            end(LinkEnd.Cause.LOST);
            run();
        }

        boolean isEnded() {
            return ended;
        }

        /** What the peer has said since the last call, but not what a session is about. */
        String heard() {
            StringBuilder words = new StringBuilder();
            for (Message message : messages) {
                String word = word(message);
                words.append(words.length() == 0 || word.isEmpty() ? "" : " ").append(word);
            }
            messages.clear();
            return words.toString();
        }

        private String word(Message message) {
            if (message instanceof Message.Refuse refuse) {
                return "REFUSE:" + refuse.refusal().code();
            }
            boolean ofLinks = message instanceof Message.Hello
                    || message instanceof Message.Standby
                    || message instanceof Message.Bye
                    || message instanceof Message.Ping
                    || message instanceof Message.Pong;
            return ofLinks ? message.getClass().getSimpleName().toUpperCase(Locale.ROOT) : "";
        }

        private void end(LinkEnd.Cause cause) {
            if (!ended) {
                ended = true;
                listener().closed(this, new LinkEnd(cause, new Refusal("LINK_LOST", "link", "cut", "a link")));
            }
        }

        @Override
        public boolean dialled() {
            return false;
        }

        @Override
        public PeerAddress remote() {
            return new PeerAddress(way.host(), 1);
        }

        @Override
        public Way way() {
            return way;
        }

        @Override
        public Authenticated authenticated() {
            Bytes zeros = Bytes.of(new byte[16]);
            return new Authenticated(
                    new SessionKeys(zeros, zeros),
                    0,
                    new VersionRange(0, 0),
                    Bytes.of(new byte[32]),
                    TrustMode.DEVELOPMENT);
        }

        @Override
        public void send(byte[] bytes) {
            reader.feed(bytes, 0, bytes.length);
            for (FrameReader.Next next = reader.next();
                    next instanceof FrameReader.Next.Got got;
                    next = reader.next()) {
                messages.add(got.message());
            }
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void lowAt(long bytes) {}

        @Override
        public void close() {
            end(LinkEnd.Cause.LOCAL);
        }

        @Override
        public void abort() {
            end(LinkEnd.Cause.LOCAL);
        }
    }
}
