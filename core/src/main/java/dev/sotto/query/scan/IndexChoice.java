package dev.sotto.query.scan;

import dev.sotto.document.Path;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.sql.SqlKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which index of a collection a scan reads by: the one that answers the most conditions, and among equals the one that also
 * gives the order. There are no statistics, so the choice is the same on every device and every day; what an index is not
 * used for is said.
 */
public final class IndexChoice {
    /** No index is asked for. */
    public static final Chosen NONE = new Chosen(Optional.empty(), Collections.emptyList());

    private final List<Condition> where;
    private final Order order;
    private final boolean isCut;
    private final List<String> reasons = new ArrayList<>();

    private IndexChoice(List<Condition> where, Order order, boolean isCut) {
        this.where = where;
        this.order = order;
        this.isCut = isCut;
    }

    /**
     * @param use the index, if one helps
     * @param reasons for each other index of the collection, why not
     */
    public record Chosen(Optional<IndexUse> use, List<String> reasons) {}

    /**
     * @param where the conditions of the scan
     * @param isCut whether only the first rows of the order are wanted
     * @param indexes of the collection
     */
    public static Chosen among(List<IndexDefinition> indexes, List<Condition> where, Order order, boolean isCut) {
        IndexChoice choice = new IndexChoice(where, order, isCut);
        List<IndexUse> useful = new ArrayList<>();
        for (IndexDefinition index : indexes) {
            choice.use(index).ifPresent(useful::add);
        }
        IndexUse best = null;
        for (IndexUse use : useful) {
            if (best == null || isBetter(use, best)) {
                best = use;
            }
        }
        for (IndexUse use : useful) {
            if (use != best && best != null) {
                choice.reasons.add(use.index().name() + ": " + best.index().name() + " answers no less");
            }
        }
        return new Chosen(Optional.ofNullable(best), choice.reasons);
    }

    private static boolean isBetter(IndexUse one, IndexUse than) {
        if (one.equals().size() != than.equals().size()) {
            return one.equals().size() > than.equals().size();
        }
        if (one.answered() != than.answered()) {
            return one.answered() > than.answered();
        }
        if (one.isOrdered() != than.isOrdered()) {
            return one.isOrdered();
        }
        if (one.index().isPartial() != than.index().isPartial()) {
            return one.index().isPartial();
        }
        return one.index().keys().size() < than.index().keys().size();
    }

    private Optional<IndexUse> use(IndexDefinition index) {
        for (Condition own : index.where()) {
            if (!where.contains(own)) {
                reasons.add(
                        index.name() + ": it is partial, and its WHERE is not among the conditions as it is written");
                return Optional.empty();
            }
        }
        List<Condition> equals = new ArrayList<>();
        List<Condition> range = new ArrayList<>();
        for (int key = 0; key < index.keys().size(); key++) {
            Optional<Condition> fixing = about(index.path(key), SqlKeys.Use.FIXED);
            if (fixing.isPresent()) {
                equals.add(fixing.get());
                continue;
            }
            Optional<Condition> listing = about(index.path(key), SqlKeys.Use.LISTED);
            if (listing.isPresent()) {
                range.add(listing.get());
            } else {
                range.addAll(bounding(index.path(key)));
            }
            break;
        }
        boolean isOrdered = isInOrder(index, equals.size());
        if (equals.isEmpty() && range.isEmpty() && !(isOrdered && isCut)) {
            reasons.add(index.name() + ": " + whyNot(index, isOrdered));
            return Optional.empty();
        }
        return Optional.of(new IndexUse(index, equals, range, index.where(), isOrdered));
    }

    private static String whyNot(IndexDefinition index, boolean isOrdered) {
        if (isOrdered) {
            return "it has the order, but without a LIMIT it is cheaper to sort";
        }
        return "no condition that an index can answer is about its first key, " + index.path(0)
                + (index.isPartial() ? "" : ", nor is that the order");
    }

    private Optional<Condition> about(Path path, SqlKeys.Use use) {
        for (Condition condition : where) {
            if (SqlKeys.use(condition) == use
                    && SqlKeys.field(condition).filter(path::equals).isPresent()) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private List<Condition> bounding(Path path) {
        List<Condition> bounds = new ArrayList<>();
        for (Condition condition : where) {
            if (SqlKeys.use(condition) == SqlKeys.Use.BOUNDED
                    && SqlKeys.field(condition).filter(path::equals).isPresent()) {
                bounds.add(condition);
            }
        }
        return bounds;
    }

    /** Whether the keys after the fixed ones are those of the order, all in its direction or all against it. */
    private boolean isInOrder(IndexDefinition index, int fixed) {
        int key = fixed;
        Optional<Boolean> backwards = Optional.empty();
        for (Order.Key wanted : order.keys()) {
            if (about(wanted.path(), SqlKeys.Use.FIXED).isPresent()) {
                continue;
            }
            if (key >= index.keys().size() || !index.path(key).equals(wanted.path())) {
                return false;
            }
            boolean turned = index.keys().get(key).descending() != wanted.descending();
            if (backwards.isPresent() && backwards.get() != turned) {
                return false;
            }
            backwards = Optional.of(turned);
            key++;
        }
        return backwards.isPresent();
    }
}
