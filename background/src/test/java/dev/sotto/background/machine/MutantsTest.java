package dev.sotto.background.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The checker must notice when the machine is broken; otherwise its zero means nothing. */
@Tag("slow")
class MutantsTest {

    @Test
    void every_planted_mutant_is_caught_by_the_checker() {
        Map<String, Reducer> mutants = new Mutants(ModelTest.smallMachine()::step).all();
        List<String> survivors = new ArrayList<String>();
        for (Map.Entry<String, Reducer> mutant : mutants.entrySet()) {
            Exploration found = new Exploration(mutant.getValue()).run(true);
            String verdict = found.violations.isEmpty() ? "SURVIVED" : "caught by " + found.violations.rules();
            System.out.println(
                    "mutant: " + mutant.getKey() + ": " + verdict + " after " + found.worldCount + " worlds");
            if (found.violations.isEmpty()) {
                survivors.add(mutant.getKey());
            }
        }
        assertTrue(mutants.size() >= 12, mutants.size() + " mutants, at least 12 are wanted");
        assertEquals(new ArrayList<String>(), survivors);
    }
}
