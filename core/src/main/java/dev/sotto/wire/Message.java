package dev.sotto.wire;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.Scopes;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everything that two peers say to each other. {@link MessageType} has the numbers, docs/PROTOCOL.md the bytes. */
public sealed interface Message {
    /**
     * First in both directions, and the only message that is read before the peer has proved itself.
     *
     * @param appIdHash 8 bytes of SHA-256 of the app's id
     * @param trustMode as numbered by the identity room
     * @param nonce 16 random bytes, the same in every AUTH of one side
     * @param proof 32 bytes, or empty while the other side's nonce is not known yet
     */
    record Auth(Bytes appIdHash, int versionMin, int versionMax, int trustMode, Bytes nonce, Bytes proof)
            implements Message {}

    /**
     * Who speaks, once, right after AUTH.
     *
     * @param bootNonce random at each start of the process
     * @param hlcNow the sender's clock, to notice wrong dates
     * @param capabilities numbers of what the sender can do beyond this version
     * @param creditBytes how much of the feed may be sent before the first CREDIT, in {@link Weights} bytes
     * @param policyDigest reserved, 0
     * @param heartbeatMillis the longest silence that the sender wishes
     * @param name of the device, for people; at most 24 bytes of UTF-8, may be empty
     * @param subscriptions of the sender; meaningless if {@code subscriptionsFollow}
     * @param partials at most {@link Limits#PARTIALS_MAX}: what need not be sent again
     * @param scopes what the sender lets the receiver have of it, and bring to it
     * @param subscriptionsFollow the sender does not know yet whom it speaks to, and sends SUBS after the other's HELLO
     */
    record Hello(
            int version,
            StoreId storeId,
            long storeEpoch,
            long bootNonce,
            Hlc hlcNow,
            List<Integer> capabilities,
            long creditBytes,
            long policyDigest,
            long heartbeatMillis,
            String name,
            List<SubState> subscriptions,
            boolean subscriptionsFollow,
            List<Partial> partials,
            Scopes scopes)
            implements Message {
        /** Entries of a message of which the sender has staged {@code offset} bytes from the beginning. */
        public record Partial(Bytes payload, int offset) {}

        /** Of a sender that lets the receiver have and bring everything. */
        public Hello(
                int version,
                StoreId storeId,
                long storeEpoch,
                long bootNonce,
                Hlc hlcNow,
                List<Integer> capabilities,
                long creditBytes,
                long policyDigest,
                long heartbeatMillis,
                String name,
                List<SubState> subscriptions,
                boolean subscriptionsFollow,
                List<Partial> partials) {
            this(
                    version,
                    storeId,
                    storeEpoch,
                    bootNonce,
                    hlcNow,
                    capabilities,
                    creditBytes,
                    policyDigest,
                    heartbeatMillis,
                    name,
                    subscriptions,
                    subscriptionsFollow,
                    partials,
                    Scopes.ALL);
        }

        public Hello {
            partials = Collections.unmodifiableList(new ArrayList<>(partials));
            capabilities = Collections.unmodifiableList(new ArrayList<>(capabilities));
            subscriptions = Collections.unmodifiableList(new ArrayList<>(subscriptions));
        }
    }

    /** The sender's subscriptions from now on, with its cursors; {@code set} counts such messages from 1. */
    record Subs(int set, List<SubState> subscriptions) implements Message {
        public Subs {
            subscriptions = Collections.unmodifiableList(new ArrayList<>(subscriptions));
        }
    }

    /** The sender does not know the query of that hash: please send SUBDEF. */
    record Unknown(long subHash) implements Message {}

    /** The sender's certificate from now on, in the place of the one that AUTH showed; DER. */
    record Certificate(Bytes der) implements Message {}

    /** A revocation list that is newer than the one that the receiver said to have; DER. */
    record Revocations(Bytes der) implements Message {}

    /**
     * Stores that are retired. Says which the sender knows, by a digest of all of them, and names some.
     *
     * @param digest the first 8 bytes of SHA-256 of all their ids in ascending order, 0 for none
     */
    record Retirements(long digest, List<Item> items) implements Message {
        public Retirements {
            items = Collections.unmodifiableList(new ArrayList<>(items));
        }

        /** @param signature of the app's authority, empty where a key is shared */
        public record Item(StoreId store, Bytes signature) {}
    }

    /** The query that a hash stands for. */
    record SubDef(long subHash, String query, MapValue arguments) implements Message {}

    /** From here on the feed answers the receiver's subscriptions number {@code set} (0: those of HELLO). */
    record Feed(int set) implements Message {}

    /** One document's entries that are new to the receiver, and what its state must hash to with them. */
    record Delta(long lsn, DocName document, List<Entry> entries, long postHash) implements Message {
        public Delta {
            entries = Collections.unmodifiableList(new ArrayList<>(entries));
        }
    }

    /** Several documents under one check: the sum of what their post-state hashes must be. */
    record Batch(List<Item> items, long check) implements Message {
        public Batch {
            items = Collections.unmodifiableList(new ArrayList<>(items));
        }

        /** Up to where the feed has come with it; 0 if it is empty. */
        public long lastLsn() {
            return items.isEmpty() ? 0 : items.get(items.size() - 1).lsn();
        }

        public record Item(long lsn, DocName document, List<Entry> entries) {
            public Item {
                entries = Collections.unmodifiableList(new ArrayList<>(entries));
            }
        }
    }

    /** Documents that changed and that the receiver did not ask for, in case it holds them. */
    record Have(List<Item> items) implements Message {
        public Have {
            items = Collections.unmodifiableList(new ArrayList<>(items));
        }

        /** @param wanted the receiver asks for it, and is thought to get it by another way (see {@link Prune}) */
        public record Item(long lsn, DocName document, long hash, boolean wanted) {
            /** Of a document that the receiver did not ask for. */
            public Item(long lsn, DocName document, long hash) {
                this(lsn, document, hash, false);
            }
        }
    }

    /** The sender gets what this link brings by another way, too: from now on each announces to the other what it would send. */
    record Prune() implements Message {}

    /** What was announced did not come by another way: from now on each sends the other what it asks for. */
    record Graft() implements Message {}

    /**
     * Documents that changed while the receiver was away and that neither side asks for, in case the receiver holds them.
     * Sent before what else changed from {@code from} to {@code to}; the receiver's cursor waits below {@code from} until it
     * has asked.
     */
    record Exits(long from, long to, KeySet keys) implements Message {}

    /**
     * What the sender holds of what the receiver asks for, so that it finds what differs: cells of a sketch, or if that is
     * shorter a list of them all. Comes after FEED; goes on after NEXT, until STOP or the end of the list.
     *
     * @param salt that tells the sender's documents apart, the same in all messages of one reconciliation
     * @param documents how many the sketch is of
     * @param from number of the first cell, or of the first item of the list
     */
    record Cells(boolean list, int salt, int documents, int from, List<SketchCell> cells) implements Message {
        public Cells {
            cells = Collections.unmodifiableList(new ArrayList<>(cells));
        }
    }

    /** These cells do not suffice: as many again as were sent so far, please. */
    record Next(int set) implements Message {}

    /**
     * No more cells, please.
     *
     * @param compared all that differs was asked for; else it is too much, and the feed is to begin at the first change
     */
    record Stop(int set, boolean compared) implements Message {}

    /** The receiver has been told of everything up to {@code lsn}, and the feed goes on from there. */
    record Done(long lsn) implements Message {}

    /**
     * What follows up to {@code lsn} are whole transactions only together: show all of it at once. Said when more than one
     * message is to follow; a later one with a greater number goes on from it.
     */
    record Cut(long lsn) implements Message {}

    /**
     * What follows of the feed is told ahead of the rest, in an order of its own: for the subscriptions of class {@code lane},
     * which have been told of everything up to {@code lsn}.
     *
     * @param lane a class, or {@link #WHOLE}: the feed itself goes on, after {@code lsn}; or {@link #AHEAD}, with which no
     *     cursor goes
     */
    record Lane(int lane, long lsn) implements Message {
        /** The feed of all subscriptions. */
        public static final int WHOLE = Limits.CLASSES;
        /** What was changed since the feed began, of all subscriptions. */
        public static final int AHEAD = WHOLE + 1;
    }

    /** All that you sent up to {@code lsn} in a lane is durable here. */
    record LaneAck(int lane, long lsn) implements Message {}

    /**
     * So much of the feed may have been sent in this session in all. HELLO tells the first; it only grows.
     *
     * @param bytes in {@link Weights} bytes, as each message counts
     */
    record Credit(long bytes) implements Message {}

    /** Nothing for you up to {@code lsn}. */
    record Skip(long lsn) implements Message {}

    /** All that you sent up to {@code lsn} is durable here. */
    record Ack(long lsn) implements Message {}

    /**
     * Merge these and answer with your state.
     *
     * @param full the entries are all that the sender holds, and hash to {@code hash}; else there are none
     */
    record SyncReq(DocName document, boolean full, List<Entry> entries, long hash) implements Message {
        public SyncReq {
            entries = Collections.unmodifiableList(new ArrayList<>(entries));
        }
    }

    /** The answer to {@link SyncReq}, in the order of the requests. */
    record Sync(DocName document, Outcome outcome, List<Entry> entries, long hash) implements Message {
        /** What the entries are. */
        public enum Outcome {
            /** All that the sender holds. */
            STATE,
            /** The sender's state has the hash that was asked with: there are none. */
            SAME,
            /** The sender holds no such document: there are none. */
            ABSENT,
            /** All that the sender holds, but it did not take what the request brought. */
            NOT_TAKEN;

            /** Whether entries come with it. */
            public boolean hasState() {
                return this == STATE || this == NOT_TAKEN;
            }
        }

        public Sync {
            entries = Collections.unmodifiableList(new ArrayList<>(entries));
        }
    }

    /** Are you there? Carries the sender's wish for heartbeats and its acknowledgement. */
    record Ping(long heartbeatMillis, long ackLsn) implements Message {}

    /** Yes. */
    record Pong(long heartbeatMillis, long ackLsn) implements Message {}

    /**
     * Who holds this commit? Said behind everything that the sender has of it: once the receiver has processed the feed up
     * to {@code lsn}, it answers {@link Receipt} if it holds any of the documents, passes the question on to its other
     * peers, and their receipts back.
     *
     * @param total documents that the commit changed
     * @param documents those that the sender has, and could send
     */
    record ReceiptWanted(CommitId commit, long lsn, int total, List<Item> documents) implements Message {
        public ReceiptWanted {
            documents = Collections.unmodifiableList(new ArrayList<>(documents));
        }

        /**
         * A document as the sender holds it.
         *
         * @param hash of its state, with the session's key
         */
        public record Item(DocKey key, long hash) {}
    }

    /**
     * {@code holder} has {@code documents} of those that the commit changed on its disk, as the commit left them or later.
     */
    record Receipt(CommitId commit, StoreId holder, int documents) implements Message {}

    /**
     * A store's own account of itself, passed on as it is by all that hear it.
     *
     * @param seq the newest one of a store counts
     * @param name for people; at most 24 bytes of UTF-8
     * @param metadata of the app, at most {@link Limits#METADATA_BYTES_MAX} bytes of CBOR
     */
    record Presence(StoreId store, long seq, String name, MapValue metadata, List<Neighbour> links) implements Message {
        public Presence {
            links = Collections.unmodifiableList(new ArrayList<>(links));
        }

        /**
         * A store that this one is connected to.
         *
         * @param kind a {@link LinkKind}'s number, or one of a later version
         * @param name that the other one gives itself
         */
        public record Neighbour(StoreId store, int kind, String name) {}
    }

    /**
     * A part of entries that are too many for one message, from {@code offset} on.
     *
     * @param payload {@link Payload#id} of all of them
     * @param total bytes in all
     */
    record Part(Bytes payload, int offset, int total, Bytes bytes) implements Message {
        /** Bytes of a payload's id. */
        public static final int PAYLOAD_BYTES = 16;
    }

    /** So many bytes of all parts on this connection are durable at their receiver, or of no use to it. */
    record PartStaged(long bytes) implements Message {}

    /** A DELTA, SYNC or SYNCREQ whose entries came ahead of it in parts, and which has none here. */
    record InParts(Bytes payload, Message message) implements Message {}

    /**
     * The session is over and the link stays: another one to the same store carries, or the sender agrees that it does. Names
     * are forgotten; a HELLO begins the next session.
     */
    record Standby() implements Message {}

    /** What the sender did not take, and whether it closes the connection now. */
    record Refuse(Refusal refusal, boolean closing) implements Message {}

    /** The sender closes now, in good order. */
    record Bye(Reason reason, long resumeHintMillis, long ackLsn) implements Message {
        /** The numbers are on the wire and never change. */
        public enum Reason {
            STOP(0),
            SUSPEND(1),
            RESTART(2),
            POLICY(3);

            private final int number;

            Reason(int number) {
                this.number = number;
            }

            public int number() {
                return number;
            }
        }
    }
}
