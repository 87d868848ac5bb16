package dev.sotto.background;

import dev.sotto.background.machine.KeeperState;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Block;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sentences for people: what background sync does now and why it is not better. Pure. */
final class Explanations {

    static final String NO_PLATFORM = "No platform is installed, so nothing can hold the process: call"
            + " SottoAndroid.install(context), SottoIos.install() or SottoJvm.install() once at start, or add sotto-jvm to"
            + " the class path.";

    private Explanations() {}

    /** Every closed gate with what was said about it. */
    static List<Block> blocks(KeeperState state, Map<Gate, String> said) {
        List<Block> blocks = new ArrayList<Block>();
        for (Gate gate : state.forbidden()) {
            String words = said.get(gate);
            blocks.add(new Block(gate, words == null ? "" : words));
        }
        return blocks;
    }

    static String of(KeeperState s, String mechanism, List<Block> blocks, long at) {
        switch (s.phase()) {
            case CLOSED:
                return "Closed; nothing is held and nothing will be.";
            case IDLE:
                return idle(s, blocks);
            case ACQUIRING:
                return "Asking " + mechanism + " to hold the process" + because(s) + ".";
            case HOLDING:
                return "Held by " + mechanism + ".";
            case INTERRUPTED:
                return "Interrupted (" + reason(s) + "); "
                        + (s.settling() ? "it is over, trying again" : "trying again") + soon(s, at) + ".";
            case BACKOFF:
                return mechanism + " did not hold" + because(s) + "; try " + (s.attempt() + 1) + soon(s, at) + ".";
            case DEGRADED:
                return "Nothing holds the process: every mechanism failed or was refused" + because(s)
                        + ". All are tried again" + soon(s, at)
                        + ", when the app comes to the front, when a permission is granted and on a charger.";
            default:
                return NO_PLATFORM;
        }
    }

    private static String idle(KeeperState s, List<Block> blocks) {
        if (s.intent() == Intent.UNSET) {
            return "Background sync was never asked for: call start().";
        }
        if (s.intent() == Intent.OFF) {
            return "Background sync is off: stop() was called last.";
        }
        if (!blocks.isEmpty()) {
            StringBuilder text = new StringBuilder("On, but not holding: ");
            for (int i = 0; i < blocks.size(); i++) {
                text.append(i == 0 ? "" : "; ").append(blocks.get(i).explanation());
            }
            return text.append('.').toString();
        }
        return s.lifecycle() == LifecycleState.FOREGROUND
                ? "On; the app is in front, so the process needs no hold until it leaves."
                : "On; about to hold.";
    }

    private static String because(KeeperState s) {
        return s.cause() == GapCause.NONE || s.cause() == GapCause.STARTING ? "" : " (" + reason(s) + ")";
    }

    private static String reason(KeeperState s) {
        return s.cause().explanation() + (s.detail().isEmpty() ? "" : ": " + s.detail());
    }

    private static String soon(KeeperState s, long at) {
        if (!s.waiting()) {
            return "";
        }
        long left = Math.max(0, s.waitUntil() - at);
        return left < 1_000 ? " now" : " in about " + (left + 500) / 1_000 + " s";
    }

    /** The whole status at the moment {@code at}; {@code wallOffset} turns moments into wall time. */
    static Status status(
            KeeperState s, String mechanism, Map<Gate, String> said, long at, long wallOffset, long graceUntil) {
        List<Block> blocks = blocks(s, said);
        boolean known = s.grace() && graceUntil != Long.MAX_VALUE;
        boolean tried = s.phase() != Phase.IDLE && s.phase() != Phase.CLOSED;
        return new Status.Builder()
                .intent(s.intent())
                .phase(s.phase())
                .lifecycle(s.lifecycle())
                .blocks(blocks)
                .mechanism(tried ? mechanism : "")
                .powerLevel(s.powerLevel())
                .sinceWallMillis(s.phaseSince() + wallOffset)
                .attempt(s.phase() == Phase.HOLDING ? 0 : s.attempt())
                .nextRetryMillis(s.waiting() ? Math.max(0, s.waitUntil() - at) : Status.NOT_APPLICABLE)
                .lastCause(s.cause())
                .graceRemainingMillis(known ? Math.max(0, graceUntil - at) : Status.NOT_APPLICABLE)
                .explanation(of(s, mechanism, blocks, at))
                .build();
    }
}
