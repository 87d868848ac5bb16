package dev.sotto.testkit.world;

import dev.sotto.document.Refusal;
import dev.sotto.identity.Authenticated;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Way;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Sessions that say, or hear, something else than they should: between a good session and its link. */
final class PlantedMessages {
    private PlantedMessages() {}

    /** What is wrong with one link's session. */
    static class Talk {
        /** What goes out in the place of a message. */
        List<Message> says(Message message) {
            return Collections.singletonList(message);
        }

        /** What the session gets in the place of a message. */
        List<Message> hears(Message message) {
            return Collections.singletonList(message);
        }

        /** What goes out at once, beside all else, because of a message that came. */
        List<Message> answers(Message message, Device device) {
            return Collections.emptyList();
        }
    }

    /** Every link of every process talks so. */
    static Plants talk(Supplier<Talk> talk) {
        return new Plants() {
            @Override
            Transport transport(Transport network, Device device) {
                return new TalkingTransport(network, device, talk);
            }
        };
    }

    /** Nothing of that kind is ever said. */
    static Plants never(Class<? extends Message> kind) {
        return talk(() -> new Talk() {
            @Override
            List<Message> says(Message message) {
                return kind.isInstance(message) ? Collections.emptyList() : super.says(message);
            }
        });
    }

    /** Nobody hears that it is retired. */
    static Plants deafToRetirements() {
        return talk(() -> new Talk() {
            @Override
            List<Message> hears(Message message) {
                return message instanceof Message.Retirements
                        ? Collections.emptyList()
                        : Collections.singletonList(message);
            }
        });
    }

    /** Nobody hears what others let it do. */
    static Plants deafToScopes() {
        return talk(() -> new Talk() {
            @Override
            List<Message> hears(Message message) {
                return Collections.singletonList(
                        message instanceof Message.Hello hello ? withoutScopes(hello) : message);
            }
        });
    }

    private static Message withoutScopes(Message.Hello hello) {
        return new Message.Hello(
                hello.version(),
                hello.storeId(),
                hello.storeEpoch(),
                hello.bootNonce(),
                hello.hlcNow(),
                hello.capabilities(),
                hello.creditBytes(),
                hello.policyDigest(),
                hello.heartbeatMillis(),
                hello.name(),
                hello.subscriptions(),
                hello.subscriptionsFollow(),
                hello.partials());
    }

    /** A message in the place of another. */
    interface Change {
        Message of(Message message);
    }

    static Plants says(Change change) {
        return talk(() -> new Talk() {
            @Override
            List<Message> says(Message message) {
                return Collections.singletonList(change.of(message));
            }
        });
    }

    private static final class TalkingTransport implements Transport {
        private final Transport to;
        private final Device device;
        private final Supplier<Talk> talk;

        TalkingTransport(Transport to, Device device, Supplier<Talk> talk) {
            this.to = to;
            this.device = device;
            this.talk = talk;
        }

        @Override
        public Listening listen(PeerAddress address, LinkListener listener) {
            return to.listen(address, new TalkingListener(listener, device, talk));
        }

        @Override
        public Dial connect(PeerAddress address, LinkListener listener) {
            return to.connect(address, new TalkingListener(listener, device, talk));
        }

        @Override
        public void close() {
            to.close();
        }
    }

    private static final class TalkingListener implements LinkListener {
        private final LinkListener to;
        private final Device device;
        private final Supplier<Talk> talk;
        private final Map<Link, TalkingLink> links = new IdentityHashMap<>();

        TalkingListener(LinkListener to, Device device, Supplier<Talk> talk) {
            this.to = to;
            this.device = device;
            this.talk = talk;
        }

        @Override
        public void opened(Link link) {
            TalkingLink talking = new TalkingLink(link, talk.get());
            links.put(link, talking);
            to.opened(talking);
        }

        @Override
        public void received(Link link, byte[] bytes) {
            TalkingLink talking = links.get(link);
            byte[] heard = talking.hears(bytes, device);
            if (heard.length > 0) {
                to.received(talking, heard);
            }
        }

        @Override
        public void drained(Link link) {
            to.drained(links.get(link));
        }

        @Override
        public void closed(Link link, LinkEnd end) {
            to.closed(links.remove(link), end);
        }

        @Override
        public void refused(PeerAddress remote, boolean dialled, Refusal why) {
            to.refused(remote, dialled, why);
        }
    }

    private static final class TalkingLink implements Link {
        private final Link to;
        private final Talk talk;
        private final FrameReader said = new FrameReader();
        private final FrameWriter out = new FrameWriter();
        private final FrameReader heard = new FrameReader();
        private final FrameWriter in = new FrameWriter();

        TalkingLink(Link to, Talk talk) {
            this.to = to;
            this.talk = talk;
            said.authenticated();
            heard.authenticated();
        }

        @Override
        public Way way() {
            return to.way();
        }

        @Override
        public void send(byte[] bytes) {
            List<Message> messages = new ArrayList<>();
            for (Message message : read(said, bytes)) {
                messages.addAll(talk.says(message));
            }
            send(messages);
        }

        private void send(List<Message> messages) {
            byte[] bytes = write(out, messages);
            if (bytes.length > 0) {
                to.send(bytes);
            }
        }

        byte[] hears(byte[] bytes, Device device) {
            List<Message> messages = new ArrayList<>();
            for (Message message : read(heard, bytes)) {
                messages.addAll(talk.hears(message));
                send(talk.answers(message, device));
            }
            return write(in, messages);
        }

        private static List<Message> read(FrameReader reader, byte[] bytes) {
            List<Message> messages = new ArrayList<>();
            reader.feed(bytes, 0, bytes.length);
            for (FrameReader.Next next = reader.next();
                    next instanceof FrameReader.Next.Got got;
                    next = reader.next()) {
                messages.add(got.message());
            }
            return messages;
        }

        private static byte[] write(FrameWriter writer, List<Message> messages) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Message message : messages) {
                byte[] frames = writer.write(message);
                all.write(frames, 0, frames.length);
            }
            return all.toByteArray();
        }

        @Override
        public boolean dialled() {
            return to.dialled();
        }

        @Override
        public PeerAddress remote() {
            return to.remote();
        }

        @Override
        public Authenticated authenticated() {
            return to.authenticated();
        }

        @Override
        public long queuedBytes() {
            return to.queuedBytes();
        }

        @Override
        public void lowAt(long bytes) {
            to.lowAt(bytes);
        }

        @Override
        public void close() {
            to.close();
        }

        @Override
        public void abort() {
            to.abort();
        }
    }

    /** An answer says that there is nothing to tell, whatever there is. */
    static Message alwaysSame(Message message) {
        return message instanceof Message.Sync sync && sync.outcome() == Message.Sync.Outcome.STATE
                ? new Message.Sync(sync.document(), Message.Sync.Outcome.SAME, Collections.emptyList(), sync.hash())
                : message;
    }

    /** An answer leaves its last entry out. */
    static Message halfAnAnswer(Message message) {
        return message instanceof Message.Sync sync && sync.entries().size() > 1
                ? new Message.Sync(
                        sync.document(),
                        sync.outcome(),
                        sync.entries().subList(0, sync.entries().size() - 1),
                        sync.hash())
                : message;
    }

    /** A batch leaves its last document out, and its check does not miss it. */
    static Message shortBatch(Message message) {
        return message instanceof Message.Batch batch && batch.items().size() > 1
                ? new Message.Batch(batch.items().subList(0, batch.items().size() - 1), batch.check())
                : message;
    }

    /** Nothing for the peer, up to a change that is not made yet. */
    static Message skipsTooFar(Message message) {
        return message instanceof Message.Skip skip ? new Message.Skip(skip.lsn() + 2_000) : message;
    }

    /** The feed is said to answer the subscriptions before the last. */
    static Message aheadIsFeed(Message message) {
        return message instanceof Message.Lane lane && lane.lane() == Message.Lane.AHEAD
                ? new Message.Lane(Message.Lane.WHOLE, lane.lsn())
                : message;
    }

    static Message oldSet(Message message) {
        return message instanceof Message.Feed feed && feed.set() > 1 ? new Message.Feed(feed.set() - 1) : message;
    }

    /** A change is announced with the hash of some other state, which looks like one that the peer has. */
    static Message haveOfNothing(Message message) {
        return message instanceof Message.Have ? new Message.Have(Collections.emptyList()) : message;
    }

    /** Receipts at once, whether or not anything is on the disk. */
    static Plants receiptsTooEarly() {
        return talk(() -> new Talk() {
            @Override
            List<Message> answers(Message message, Device device) {
                return message instanceof Message.ReceiptWanted wanted
                        ? Collections.singletonList(new Message.Receipt(
                                wanted.commit(),
                                device.disk().storage().identity().storeId(),
                                wanted.documents().size()))
                        : Collections.emptyList();
            }
        });
    }

    /** The end of a comparison is said with its beginning. */
    static Plants doneTooEarly() {
        return talk(() -> new Talk() {
            private boolean done;

            @Override
            List<Message> says(Message message) {
                if (message instanceof Message.Feed) {
                    done = false;
                } else if (message instanceof Message.Cells && !done) {
                    done = true;
                    return Arrays.asList(message, new Message.Done(1));
                }
                return message instanceof Message.Done ? Collections.emptyList() : super.says(message);
            }
        });
    }

    /** An answer is heard twice. */
    static Plants answersTwice() {
        return talk(() -> new Talk() {
            @Override
            List<Message> hears(Message message) {
                return message instanceof Message.Sync ? Arrays.asList(message, message) : super.hears(message);
            }
        });
    }

    /** Every third announcement of a change is read and not looked at. */
    static Plants deafToSome(Class<? extends Message> kind) {
        return talk(() -> new Talk() {
            private int heard;

            @Override
            List<Message> hears(Message message) {
                return kind.isInstance(message) && heard++ % 3 == 2 ? Collections.emptyList() : super.hears(message);
            }
        });
    }
}
