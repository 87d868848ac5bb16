package dev.sotto.store;

import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.statement.FieldChange;
import dev.sotto.query.statement.FieldChange.Apply;
import dev.sotto.query.statement.FieldChange.Assign;
import dev.sotto.query.statement.FieldChange.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an UPDATE does to one document: its changes in the order written. Values are those of the document before the
 * statement, whatever an earlier change of it did. Types are strict: what operands that do not fit have for a value is MISSING,
 * and that removes a field.
 */
final class FieldEdits {
    private static final Array NO_ITEMS = new Array(Collections.emptyList());

    private record Step(FieldChange change, Path path) {}

    private final List<Step> steps;
    private final Arguments args;

    private FieldEdits(List<Step> steps, Arguments args) {
        this.steps = steps;
        this.args = args.withStrictTypes();
    }

    /** @throws StatementException a path's argument does not fit, or names {@code _id}: ID_IMMUTABLE */
    static FieldEdits of(List<FieldChange> changes, Arguments args) {
        List<Step> steps = new ArrayList<>();
        for (FieldChange change : changes) {
            Path path = change.target().resolve(args);
            if (path.isRoot() || path.key(0).equals(StatementRunner.ID_FIELD)) {
                throw refused("ID_IMMUTABLE", path, "an assignment to _id", "a document with another _id");
            }
            steps.add(new Step(change, path));
        }
        return new FieldEdits(steps, args);
    }

    /**
     * The document after the changes; its own state when they change nothing.
     *
     * @throws dev.sotto.document.RefusedException as {@link Edit} says
     * @throws StatementException PARAMETER_TYPE for an operand that does not fit
     */
    DocState apply(StoredDoc document, Stamp stamp) {
        MapValue before = (MapValue) document.view();
        DocState state = document.state();
        for (Step step : steps) {
            Path path = step.path();
            if (step.change() instanceof Assign assign) {
                state = set(state, path, assign.value().evaluate(before, args), stamp);
            } else if (step.change() instanceof Apply apply) {
                state = apply(state, path, apply.operator(), values(apply.operands(), before), stamp);
            } else {
                state = Edit.unset(state, path, stamp);
            }
        }
        return state;
    }

    private List<Value> values(List<Expression> operands, MapValue before) {
        List<Value> values = new ArrayList<>(operands.size());
        for (Expression operand : operands) {
            values.add(operand.evaluate(before, args));
        }
        return values;
    }

    /** What has no value is removed. */
    private static DocState set(DocState state, Path path, Value value, Stamp stamp) {
        return value.isMissing() ? Edit.unset(state, path, stamp) : Edit.set(state, path, value, stamp);
    }

    private static DocState apply(DocState state, Path path, Operator operator, List<Value> operands, Stamp stamp) {
        return switch (operator) {
            case INCREMENT -> increment(state, path, number(path, operands.get(0)), stamp);
            case DECREMENT -> increment(state, path, negated(path, number(path, operands.get(0))), stamp);
            case RESTART -> Edit.restart(state, path, number(path, operands.get(0)), stamp);
            case ADD -> added(state, path, operands, stamp);
            case REMOVE -> removed(state, path, operands, stamp);
            case REMOVE_AT -> removedAt(state, path, operands, stamp);
            case CLEAR -> cleared(state, path, stamp);
            case APPEND -> inserted(state, path, count(state, path), operands, stamp);
            case PREPEND -> inserted(state, path, 0, operands, stamp);
            case INSERT_AT -> {
                int last = operands.size() - 1;
                yield inserted(state, path, index(path, operands.get(last)), operands.subList(0, last), stamp);
            }
            case MOVE -> Edit.moveItem(state, path, index(path, operands.get(0)), index(path, operands.get(1)), stamp);
            case REPLACE -> Edit.set(state, path, map(path, operands.get(0)), stamp);
            case MERGE -> merged(state, path, map(path, operands.get(0)), stamp);
        };
    }

    /** By 0 nothing is written, and what is no counter becomes none. */
    private static DocState increment(DocState state, Path path, long by, Stamp stamp) {
        return by == 0 ? state : Edit.increment(state, path, by, stamp);
    }

    private static DocState added(DocState state, Path path, List<Value> members, Stamp stamp) {
        DocState after = state;
        for (Value member : members) {
            after = Edit.addMember(after, path, member, stamp);
        }
        return after;
    }

    private static DocState removed(DocState state, Path path, List<Value> members, Stamp stamp) {
        DocState after = state;
        for (Value member : members) {
            after = Edit.removeMember(after, path, member, stamp);
        }
        return after;
    }

    /** Places are those before the statement: the last of them goes first. */
    private static DocState removedAt(DocState state, Path path, List<Value> places, Stamp stamp) {
        List<Integer> indexes = new ArrayList<>();
        for (Value place : places) {
            indexes.add(index(path, place));
        }
        indexes.sort(Collections.reverseOrder());
        DocState after = state;
        for (int index : indexes) {
            after = Edit.removeItem(after, path, index, stamp);
        }
        return after;
    }

    private static DocState cleared(DocState state, Path path, Stamp stamp) {
        Value shown = shown(state, path);
        if (shown.isMissing() || shown.equals(NO_ITEMS)) {
            return state;
        } else if (!(shown instanceof Array)) {
            throw refused("SET_TYPE", path, shown.getClass().getSimpleName(), "a set or list to be cleared");
        }
        return Edit.set(state, path, NO_ITEMS, stamp);
    }

    private static DocState inserted(DocState state, Path path, int index, List<Value> items, Stamp stamp) {
        DocState after = state;
        int at = index;
        for (Value item : items) {
            after = Edit.insertItem(after, path, at++, item, stamp);
        }
        return after;
    }

    /** Its fields are set; maps in it merge likewise, and what it does not name stays. */
    private static DocState merged(DocState state, Path path, MapValue fields, Stamp stamp) {
        DocState after = shown(state, path) instanceof MapValue ? state : Edit.set(state, path, MapValue.EMPTY, stamp);
        for (Map.Entry<String, Value> field : fields.fields().entrySet()) {
            Path below = path.child(field.getKey());
            after = field.getValue() instanceof MapValue map && !map.fields().isEmpty()
                    ? merged(after, below, map, stamp)
                    : set(after, below, field.getValue(), stamp);
        }
        return after;
    }

    private static Value shown(DocState state, Path path) {
        return state.view() instanceof MapValue view ? view.get(path) : Value.MISSING;
    }

    private static int count(DocState state, Path path) {
        return shown(state, path) instanceof Array array ? array.items().size() : 0;
    }

    private static long number(Path path, Value operand) {
        if (operand instanceof Int number) {
            return number.value();
        }
        throw unfit(path, operand, "a whole number");
    }

    private static long negated(Path path, long number) {
        if (number == Long.MIN_VALUE) {
            throw refused("VALUE_RANGE", path, String.valueOf(number), "a number with a negative of 64 bits");
        }
        return -number;
    }

    private static int index(Path path, Value operand) {
        if (operand instanceof Int number && number.value() >= 0 && number.value() <= Integer.MAX_VALUE) {
            return (int) number.value();
        }
        throw unfit(path, operand, "a place: a whole number from 0 on");
    }

    private static MapValue map(Path path, Value operand) {
        if (operand instanceof MapValue map) {
            return map;
        }
        throw unfit(path, operand, "a map");
    }

    private static StatementException unfit(Path path, Value operand, String wanted) {
        String got = operand instanceof Int number
                ? String.valueOf(number.value())
                : operand.getClass().getSimpleName();
        return refused("PARAMETER_TYPE", path, got, wanted);
    }

    private static StatementException refused(String code, Path path, String got, String wanted) {
        return new StatementException(new Refusal(code, path.toString(), got, wanted));
    }

    /** The fields of {@code wanted} that {@code shown} does not have with that value; of maps, the fields in them. */
    static MapValue difference(MapValue shown, MapValue wanted) {
        TreeMap<String, Value> different = new TreeMap<>();
        for (Map.Entry<String, Value> field : wanted.fields().entrySet()) {
            Value there = shown.get(field.getKey());
            if (there instanceof MapValue held
                    && field.getValue() instanceof MapValue map
                    && !map.fields().isEmpty()) {
                MapValue inside = difference(held, map);
                if (!inside.fields().isEmpty()) {
                    different.put(field.getKey(), inside);
                }
            } else if (!there.equals(field.getValue())) {
                different.put(field.getKey(), field.getValue());
            }
        }
        return new MapValue(different);
    }
}
