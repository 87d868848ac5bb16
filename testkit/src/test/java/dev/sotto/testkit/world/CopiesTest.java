package dev.sotto.testkit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stores that are copied while they run find out that they are two, keep what their apps were told, and sync. */
@Tag("sync")
class CopiesTest {
    private static final int WORLDS = 150;

    @Test
    void aStoreThatIsCopiedBecomesTwoThatLackNothing() {
        Simulation.Report report = new Simulation(1, WORLDS, Profile.R7, 0).run(done -> {});
        long copies = report.faults().getOrDefault(Fault.COPY, 0L);
        System.out.println("figure: stores copied while they ran in " + WORLDS + " worlds of r7: " + copies);
        assertEquals(Collections.emptyList(), report.failing());
        assertTrue(copies >= 30, copies + " copies are too few to say anything");
    }
}
