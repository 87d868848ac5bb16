package dev.sotto.query.plan;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Environment;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.row.FilterRows;
import dev.sotto.query.row.Held;
import dev.sotto.query.row.Term;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.SystemRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run of a plan: what it reads from, its arguments, and what it holds. Confined to one thread. */
final class Execution {
    private final RowSource source;
    private final SystemRows system;
    private final Arguments arguments;
    private final Cancellation cancellation;
    private final Held held;
    private int rowsUnchecked;

    Execution(RowSource source, SystemRows system, Arguments arguments, Cancellation cancellation) {
        this(source, system, arguments, cancellation, new Held(Limits.HELD_BYTES_MAX));
    }

    private Execution(RowSource source, SystemRows system, Arguments arguments, Cancellation cancellation, Held held) {
        this.source = source;
        this.system = system;
        this.arguments = arguments;
        this.cancellation = cancellation;
        this.held = held;
    }

    /** The same run for a part that has more arguments. */
    Execution with(Arguments more) {
        return new Execution(source, system, more, cancellation, held);
    }

    RowSource source() {
        return source;
    }

    SystemRows system() {
        return system;
    }

    Arguments arguments() {
        return arguments;
    }

    Held held() {
        return held;
    }

    /** One more row was made: SQLite's own work is looked at by itself, that of operators here. */
    void passed() {
        if (++rowsUnchecked >= Limits.ROWS_PER_CHECK) {
            rowsUnchecked = 0;
            cancellation.check();
        }
    }

    Term term(Expression expression, Shape shape) {
        if (shape == Shape.DOCUMENT && expression instanceof Expression.Field field) {
            return scope -> scope.get(field.path());
        }
        return scope -> expression.evaluate(environment(scope, shape));
    }

    List<Term> terms(List<? extends Expression> expressions, Shape shape) {
        List<Term> terms = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            terms.add(term(expression, shape));
        }
        return terms;
    }

    FilterRows.Test test(Condition condition, Shape shape) {
        return scope -> {
            passed();
            return condition.evaluate(environment(scope, shape)).equals(Value.Bool.TRUE);
        };
    }

    private Environment environment(MapValue scope, Shape shape) {
        if (shape == Shape.DOCUMENT) {
            return Environment.of(scope, arguments);
        }
        Environment environment = Environment.of(MapValue.EMPTY, arguments);
        for (Map.Entry<String, Value> variable : scope.fields().entrySet()) {
            environment = environment.with(variable.getKey(), variable.getValue());
        }
        return environment;
    }

    Value constant(Expression expression) {
        return expression.evaluate(MapValue.EMPTY, arguments);
    }
}
