package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.scan.IndexDefinition;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that a disk would hold after one commit. Never changed once it is committed. */
record MemoryImage(
        TreeMap<DocKey, StoredDoc> documents,
        TreeMap<DocKey, StoredDoc> evicted,
        TreeMap<Long, DocKey> feed,
        TreeMap<CursorPlace, Cursor> cursors,
        TreeSet<Held> held,
        TreeMap<MarkPlace, Mark> marks,
        MemoryJournal conflicts,
        List<IndexDefinition> indexes,
        long heardLsn,
        StoreIdentity identity,
        Hlc clock,
        long lsnReserved) {
    MemoryImage copy() {
        return new MemoryImage(
                new TreeMap<>(documents),
                new TreeMap<>(evicted),
                new TreeMap<>(feed),
                new TreeMap<>(cursors),
                new TreeSet<>(held),
                new TreeMap<>(marks),
                conflicts.copy(),
                indexes,
                heardLsn,
                identity,
                clock,
                lsnReserved);
    }

    MemoryImage with(StoreIdentity newIdentity, Hlc newClock, long newLsnReserved) {
        return new MemoryImage(
                documents,
                evicted,
                feed,
                cursors,
                held,
                marks,
                conflicts,
                indexes,
                heardLsn,
                newIdentity,
                newClock,
                newLsnReserved);
    }

    MemoryImage heard(long newHeardLsn) {
        return new MemoryImage(
                documents,
                evicted,
                feed,
                cursors,
                held,
                marks,
                conflicts,
                indexes,
                newHeardLsn,
                identity,
                clock,
                lsnReserved);
    }

    /** @param newIndexes never changed again: who sees the same list knows that no index came or went */
    MemoryImage with(List<IndexDefinition> newIndexes) {
        return new MemoryImage(
                documents,
                evicted,
                feed,
                cursors,
                held,
                marks,
                conflicts,
                newIndexes,
                heardLsn,
                identity,
                clock,
                lsnReserved);
    }

    /** A new store. */
    static MemoryImage first(Random random) {
        return new MemoryImage(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                new MemoryJournal(),
                Collections.emptyList(),
                0,
                StoreIdentity.create(random),
                Hlc.ZERO,
                0);
    }

    /** A key that orders cursors. */
    record CursorPlace(String text) implements Comparable<CursorPlace> {
        static CursorPlace of(CursorKey key) {
            return new CursorPlace(prefix(key) + String.format("%08x", key.generation()));
        }

        static String prefix(CursorKey key) {
            return key.peer() + "/" + key.peerEpoch() + "/" + key.subHash() + "/";
        }

        /** Whether it is of one of these subscriptions, in that generation or a later one. */
        boolean isOf(SortedMap<Long, Integer> generations) {
            String[] parts = text.split("/");
            long subHash = Long.parseLong(parts[2]);
            Integer generation = generations.get(subHash);
            return subHash == 0 || generation != null && Integer.parseInt(parts[3], 16) >= generation;
        }

        @Override
        public int compareTo(CursorPlace other) {
            return text.compareTo(other.text);
        }
    }

    /** A document of a peer that waits for the clock. */
    record Held(StoreId peer, DocKey key) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int byPeer = peer.compareTo(other.peer);
            return byPeer != 0 ? byPeer : key.compareTo(other.key);
        }
    }

    /** A key that orders marks. */
    record MarkPlace(Mark.Kind kind, Bytes id) implements Comparable<MarkPlace> {
        @Override
        public int compareTo(MarkPlace other) {
            int byKind = Integer.compare(kind.number(), other.kind.number());
            return byKind != 0 ? byKind : id.compareTo(other.id);
        }
    }
}
