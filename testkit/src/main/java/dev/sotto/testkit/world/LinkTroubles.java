package dev.sotto.testkit.world;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens to links and to the ways between devices. */
final class LinkTroubles {
    private final World world;
    private final Troubles troubles;
    private final Random random;

    LinkTroubles(World world, Troubles troubles, Random random) {
        this.world = world;
        this.troubles = troubles;
        this.random = random;
    }

    void addTo(Map<Fault, Trouble> kinds) {
        kinds.put(Fault.LINK_CUT, device -> anyConnection(Fault.LINK_CUT, connection -> connection.cut(false)));
        kinds.put(Fault.LINK_SILENT, device -> anyConnection(Fault.LINK_SILENT, VirtualConnection::silence));
        kinds.put(
                Fault.LINK_DUPLICATE,
                device ->
                        anyConnection(Fault.LINK_DUPLICATE, connection -> connection.loseOneEnd(random.nextBoolean())));
        kinds.put(Fault.PARTITION, device -> part(Fault.PARTITION, device, world.anyDevice(random)));
        kinds.put(Fault.PARTITION_ONE_WAY, device -> part(Fault.PARTITION_ONE_WAY, device, world.anyDevice(random)));
    }

    private interface Use {
        void of(VirtualConnection connection);
    }

    private void anyConnection(Fault fault, Use use) {
        List<VirtualConnection> all = world.network().connections();
        if (!all.isEmpty()) {
            troubles.happened(fault);
            use.of(all.get(random.nextInt(all.size())));
        }
    }

    private void part(Fault fault, Device a, Device b) {
        long millis = 500L + random.nextInt(30_000);
        troubles.happened(fault);
        world.trace().note(a.number(), "parted", () -> b.name() + " " + fault + " " + millis + " ms");
        troubles.block(a.number(), b.number(), millis);
        if (fault == Fault.PARTITION) {
            troubles.block(b.number(), a.number(), millis);
        }
    }
}
