package dev.sotto.testkit.world;

import dev.sotto.sync.Protections;
import dev.sotto.sync.Protections.Rule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps stores equal is missed when it is switched off, and soon: the worlds would notice if it broke. */
@Tag("sync")
class AblationTest {

    /** What is off, where that hurts, and after how many worlds at most it must have been seen. */
    static Stream<Arguments> rules() {
        return Stream.of(
                row("R1 announce", new Without(Rule.ANNOUNCE), Profile.R1, 2_000),
                row("R1 exits", new Without(Rule.EXITS), Profile.R1, 2_000),
                row("R2 verify", new Without(Rule.VERIFY), Profile.R2, 2_000),
                row("R3 probe", new Without(Rule.PROBE), Profile.R3, 2_000),
                row("R4 repeat", new Without(Rule.REPEAT), Profile.R4, 2_000),
                row("R5 hold the cursor", new Without(Rule.HOLD_CURSOR), Profile.R5, 2_000),
                row("R6 reconcile", new Without(Rule.RECONCILE), Profile.R6, 2_000),
                row("CUT keep back", new Without(Rule.CUT), Profile.TRANSACTIONS, 200),
                row("GRAFT", new Without(Rule.GRAFT), Profile.TREE, 2_000),
                row("R7 a new epoch after a restore", new SameEpoch(), Profile.R7, 2_000),
                row("R8 what is evicted leaves a stub", PlantedStorage.noStubs(), Profile.R8, 2_000),
                row("R9 echo", new Without(Rule.ECHO), Profile.R9, 200),
                row("R10 arrivals", new Without(Rule.ARRIVALS), Profile.SCOPES, 2_000));
    }

    private static Arguments row(String rule, Plants plants, Profile profile, int within) {
        return Arguments.of(rule, plants, profile, within);
    }

    /** A rule of sync is off. */
    private static final class Without extends Plants {
        private final Rule rule;

        Without(Rule rule) {
            this.rule = rule;
        }

        @Override
        Protections protections(Protections drawn) {
            return drawn.without(rule);
        }
    }

    /** A backup goes on under the epoch that it had. */
    private static final class SameEpoch extends Plants {
        @Override
        boolean restoreRenewsEpoch() {
            return false;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aRuleThatIsOffIsMissed(String rule, Plants plants, Profile profile, int within) {
        Hunt.sees("off: " + rule, plants, profile, within);
    }
}
