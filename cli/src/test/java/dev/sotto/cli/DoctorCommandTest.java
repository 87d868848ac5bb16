package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The doctor says the same in words and in JSON, and its exit code says whether an app can be held here. */
class DoctorCommandTest {
    @Test
    void jsonAndWordsAgreeWithTheExitCode() throws Exception {
        Run json = Run.of("doctor", "--json");
        Run words = Run.of("doctor");

        assertEquals(1, json.outLines().size());
        JsonNode all = new ObjectMapper().readTree(json.out());
        assertEquals(all.get("can_hold").asBoolean() ? 0 : 1, json.exitCode());
        assertEquals(json.exitCode(), words.exitCode());
        assertTrue(all.get("findings").size() > 3, json.out());
        for (JsonNode finding : all.get("findings")) {
            assertTrue(finding.get("verdict").asText().matches("available|untested|unavailable"), finding.toString());
            assertTrue(!finding.get("explanation").asText().isEmpty(), finding.toString());
            assertTrue(words.out().contains(finding.get("id").asText()), finding.toString());
        }
    }
}
