package dev.sotto.bench.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The benchmark's own parts at a small size: it counts what goes over the links, and its seed repeats. */
@Timeout(120)
class MeshBenchmarkTest {
    private static final long SEED = 5;

    @Test
    void aMeshWithoutTheTreeHasDuplicatesAndOneWithItHasFew() {
        Mesh tree = new Mesh(10, SEED, true);
        Mesh without = new Mesh(10, SEED, false);
        tree.change(50);
        without.change(50);
        Mesh.Cost ours = tree.change(20);
        Mesh.Cost reference = without.change(20);
        assertTrue(ours.duplicatePercent() <= 5, ours.toString());
        assertTrue(reference.duplicatePercent() > 20, reference.toString());
        assertTrue(ours.bodies() >= 9 && reference.bodies() > ours.bodies(), ours + " " + reference);
        assertTrue(ours.announcementBytes() > 0 && reference.announcementBytes() == 0, reference.toString());
    }

    @Test
    void threePeersPayNothingForTheTree() {
        Mesh.Cost ours = new Mesh(3, SEED, true).change(30);
        assertEquals(new Mesh(3, SEED, false).change(30), ours);
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        List<String> said = new ArrayList<>();
        MeshBenchmark benchmark = new MeshBenchmark(new MeshBenchmark.Options(List.of(2, 4), SEED, 600));
        List<Figure> figures = benchmark.run(said::add);
        assertEquals(18, figures.size());
        assertEquals(figures, benchmark.run(said::add));
        assertTrue(said.stream().anyMatch(line -> line.contains("4 peers without the tree")), said.toString());
    }

    @Test
    void noMeshIsBegunWhenTimeIsOver() {
        List<String> said = new ArrayList<>();
        assertEquals(List.of(), new MeshBenchmark(new MeshBenchmark.Options(List.of(2), SEED, 0)).run(said::add));
        assertTrue(said.get(0).contains("left out"), said.toString());
    }

    @Test
    void oneIsNoMesh() {
        assertThrows(IllegalArgumentException.class, () -> new MeshBenchmark.Options(List.of(1), SEED, 1));
    }
}
