package dev.sotto.testkit.world;

/** Nobody who looks at a store sees half of a transaction that every store asks for, unless a peer said that it is so. */
final class TransactionsShowAtOnce extends Invariant {
    private final World world;

    TransactionsShowAtOnce(World world) {
        this.world = world;
    }

    @Override
    void starts(Device device) {
        world.groups().ifPresent(groups -> groups.look(device));
    }

    @Override
    void stepped(Process process) {
        starts(process.device());
    }
}
