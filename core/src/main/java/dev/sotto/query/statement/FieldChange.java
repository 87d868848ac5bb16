package dev.sotto.query.statement;

import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.FieldPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One thing that an UPDATE does to each document that matches. */
public sealed interface FieldChange {
    /** Where. Never at or below {@code _id}, unless an argument says so. */
    FieldPath target();

    /** {@code SET target = value}; the value is that before the statement. */
    record Assign(FieldPath target, Expression value) implements FieldChange {}

    /** {@code UNSET target}: the field is removed. */
    record Unset(FieldPath target) implements FieldChange {}

    /** {@code APPLY target operation}. */
    record Apply(FieldPath target, Operator operator, List<Expression> operands) implements FieldChange {
        public Apply {
            operands = Collections.unmodifiableList(new ArrayList<>(operands));
        }
    }

    /** The operations of counters, sets, lists and maps. */
    enum Operator {
        /** Counter: by the operand, 1 without. */
        INCREMENT,
        /** Counter: by the operand, 1 without. */
        DECREMENT,
        /** Counter: set to the operand, 0 without. */
        RESTART,
        /** Set: the operands are in it. */
        ADD,
        /** Set: the operands are not in it. */
        REMOVE,
        /** List: without the item at the operand's place. */
        REMOVE_AT,
        /** Set or list: empty. */
        CLEAR,
        /** List: the operands at its end. */
        APPEND,
        /** List: the operands at its beginning, in their order. */
        PREPEND,
        /** List: the operands but the last, in their order, at the place that the last one says. */
        INSERT_AT,
        /** List: the item at the first operand's place is moved to the second's. */
        MOVE,
        /** Map: the operand and nothing else. */
        REPLACE,
        /** Map: the operand's fields, and those that it does not name as they are. */
        MERGE
    }
}
