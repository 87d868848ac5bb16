package dev.sotto.sync;

import dev.sotto.sync.SimulatedMesh.End;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.Optional;

/**
 * A link of a mesh that carries so many bytes a second and no more, in virtual time: the systems at its ends take the first
 * bytes, the rest waits at the sender.
 */
final class ThinLink {
    private static final long STEP_MILLIS = 10;

    private final SimulatedMesh mesh;
    private final long bytesPerSecond;
    private final long systemBytes;
    /** Of each direction, what the link could have carried by now and has not. */
    private final long[] due = new long[2];

    private final boolean[] wants = new boolean[2];
    private final Room[] rooms = {fixed(), fixed()};
    private int beats;

    /** What the store under test does, or what all stores did before. */
    interface Room {
        long look(long queued, Now now);

        void handed(long bytes);

        long bytes();
    }

    ThinLink(SimulatedMesh mesh, long bytesPerSecond, long systemBytes) {
        this.mesh = mesh;
        this.bytesPerSecond = bytesPerSecond;
        this.systemBytes = systemBytes;
    }

    /** As measured. */
    static Room measured() {
        OutgoingRoom room = new OutgoingRoom();
        return new Room() {
            @Override
            public long look(long queued, Now now) {
                return room.look(queued, now);
            }

            @Override
            public void handed(long bytes) {
                room.handed(bytes);
            }

            @Override
            public long bytes() {
                return room.bytes();
            }
        };
    }

    /** As before it was measured. */
    static Room fixed() {
        return new Room() {
            @Override
            public long look(long queued, Now now) {
                return Limits.OUTGOING_BYTES_MAX;
            }

            @Override
            public void handed(long bytes) {}

            @Override
            public long bytes() {
                return Limits.OUTGOING_BYTES_MAX;
            }
        };
    }

    /** The node's end heeds that room. */
    void heeds(int from, Room room) {
        Node node = mesh.nodes.get(from);
        node.ends.get(1 - from).waiting = Optional.of(new SimulatedMesh.Waiting() {
            private long handed;

            @Override
            public boolean has(End end) {
                room.handed(end.bytes - handed);
                handed = end.bytes;
                long queued = queued(from);
                boolean has = queued < room.look(queued, node.now());
                wants[from] |= !has;
                return has;
            }

            @Override
            public long messageBytes() {
                return room.bytes();
            }
        });
        rooms[from] = room;
    }

    private long waits(int from) {
        End end = mesh.nodes.get(from).ends.get(1 - from);
        return end == null
                ? 0
                : end.outgoing.stream().mapToLong(frame -> frame.length).sum();
    }

    private long queued(int from) {
        return Math.max(0, waits(from) - systemBytes);
    }

    /** How many heartbeats of the first node have arrived. */
    int beats() {
        return beats;
    }

    /** Lets a moment pass. */
    void step() {
        mesh.pass(STEP_MILLIS);
        for (int from = 0; from < 2; from++) {
            due[from] = Math.min(due[from] + bytesPerSecond * STEP_MILLIS / 1_000, Math.max(waits(from), 1_500));
            while (mesh.hasMail(from, 1 - from)
                    && mesh.nodes.get(from).ends.get(1 - from).outgoing.peekFirst().length <= due[from]) {
                due[from] -= mesh.nodes.get(from).ends.get(1 - from).outgoing.peekFirst().length;
                beats += mesh.deliver(from, 1 - from) || from == 1 ? 0 : 1;
            }
        }
        for (Node node : mesh.nodes) {
            if (node.replica.isDirty()) {
                node.flush();
            }
        }
        for (int from = 0; from < 2; from++) {
            if (wants[from] && queued(from) < rooms[from].bytes() / 2) {
                wants[from] = false;
                mesh.nodes.get(from).tell(1 - from, new Event.Tick());
            }
        }
    }
}
