package dev.sotto.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The merge of one document, in one pass over both sorted lists.
 *
 * <p>A document is a tree of nodes. A node is the lexicographic pair (causal length, content): the greater length takes
 * all, equal lengths join their content slot by slot, and a slot is a chain (see {@link Entry#compareWithinSlot}).
 * Chains, products and lexicographic pairs with a chain in front are lattices, and so is the whole.
 *
 * <p>Two things need care. First, a length greater than 1 exists only through its LIFE entry: content that claims a life
 * without one is left out, or a single field written "in life 99" would delete everything. Second, entries must be
 * weighed <em>after</em> the lives above them are known, or an entry that is left out could first have displaced one
 * that stays. Both follow from the order of slots: a path sorts before everything below it, and LIFE before every other
 * kind at its path, so when a slot is reached the lives of all its containers are final.
 */
final class Join {
    private final List<Entry> out;
    private final long[] lives = new long[Limits.DEPTH_MAX + 1];
    private Path at = Path.ROOT;
    private boolean changed;

    private Join(int capacity) {
        out = new ArrayList<>(capacity);
        lives[0] = 1;
    }

    /** @param incoming sorted by slot; may name a slot more than once */
    static DocState of(DocState state, List<Entry> incoming) {
        if (incoming.isEmpty()) {
            return state;
        }
        Join join = new Join(state.entries().size() + incoming.size());
        join.run(state.entries(), incoming);
        return join.changed ? DocState.adopt(join.out) : state;
    }

    private void run(List<Entry> held, List<Entry> incoming) {
        int h = 0;
        int i = 0;
        while (h < held.size() || i < incoming.size()) {
            Entry mine = h < held.size() ? held.get(h) : null;
            Entry first = i < incoming.size() ? incoming.get(i) : null;
            int order = mine == null ? 1 : first == null ? -1 : mine.compareSlot(first);
            Entry slot = order <= 0 && mine != null ? mine : first;
            if (slot == null) {
                return;
            }
            enter(slot.path());
            Entry best = null;
            if (order <= 0) {
                best = better(null, mine);
                h++;
            }
            if (order >= 0) {
                do {
                    best = better(best, incoming.get(i));
                    i++;
                } while (i < incoming.size() && incoming.get(i).compareSlot(slot) == 0);
            }
            keep(best, order <= 0 ? mine : null);
        }
    }

    private void keep(@Nullable Entry best, @Nullable Entry mine) {
        if (best != null) {
            out.add(best);
            if (best.kind() == Kind.LIFE) {
                int depth = best.path().depth();
                lives[depth] = best.lives().at(depth);
            }
        }
        changed |= best != mine;
    }

    private @Nullable Entry better(@Nullable Entry best, @Nullable Entry candidate) {
        if (candidate == null || !counts(candidate)) {
            return best;
        }
        return best == null || candidate.compareWithinSlot(best) > 0 ? candidate : best;
    }

    /** Whether the entry was written in the lives that its containers are in now. */
    private boolean counts(Entry entry) {
        int depths = entry.path().depth() + (entry.kind() == Kind.LIFE ? 0 : 1);
        Lives its = entry.lives();
        for (int depth = 0; depth < depths; depth++) {
            long current = lives[depth];
            if (current % 2 == 0 || its.at(depth) != current) {
                return false;
            }
        }
        return true;
    }

    /** Moves to a later path: what lies beside the old one is in its first life until a LIFE entry says otherwise. */
    private void enter(Path path) {
        if (path == at) {
            return;
        }
        for (int depth = path.commonDepth(at) + 1; depth <= path.depth(); depth++) {
            lives[depth] = 1;
        }
        at = path;
    }
}
