package dev.sotto.testkit.world;

/** One kind of trouble that comes at a random moment. */
interface Trouble {
    /** Lets it happen to that device, or to whatever else it is about; says so by {@link Troubles#happened}. */
    void happen(Device device);
}
