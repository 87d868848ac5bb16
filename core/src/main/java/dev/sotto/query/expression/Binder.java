package dev.sotto.query.expression;

import com.google.re2j.Pattern;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Computed.Aggregate;
import dev.sotto.query.expression.Computed.Arithmetic;
import dev.sotto.query.expression.Computed.ArrayFor;
import dev.sotto.query.expression.Computed.Call;
import dev.sotto.query.expression.Computed.Case;
import dev.sotto.query.expression.Computed.Concatenation;
import dev.sotto.query.expression.Computed.Match;
import dev.sotto.query.expression.Computed.Negation;
import dev.sotto.query.expression.Computed.ObjectFor;
import dev.sotto.query.expression.Computed.Switch;
import dev.sotto.query.expression.Computed.When;
import dev.sotto.query.expression.Condition.AllOf;
import dev.sotto.query.expression.Condition.AnyOf;
import dev.sotto.query.expression.Condition.Between;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Condition.Holds;
import dev.sotto.query.expression.Condition.In;
import dev.sotto.query.expression.Condition.Is;
import dev.sotto.query.expression.Condition.Like;
import dev.sotto.query.expression.Condition.Not;
import dev.sotto.query.expression.Condition.Quantified;
import dev.sotto.query.expression.Expression.ArrayOf;
import dev.sotto.query.expression.Expression.Element;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.FieldAt;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.expression.Expression.MapOf;
import dev.sotto.query.expression.Expression.Member;
import dev.sotto.query.function.Patterns;
import dev.sotto.query.function.RegularExpressions;
import dev.sotto.query.grammar.Shown;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts arguments into expressions: what is the same for every document becomes a literal, what an argument names becomes a
 * path. Conditions keep their shape, since their text names a subscription.
 */
public final class Binder {
    private final Arguments arguments;
    private final Map<Patterns.Written, Pattern> patterns = new LinkedHashMap<>();

    /** The variables around the place that is bound. */
    private final List<String> variables = new ArrayList<>();

    /** For one statement, all of it: its regular expressions are counted together. */
    public Binder(Arguments arguments) {
        this.arguments = arguments;
    }

    /** {@link #expression} of one alone. */
    public static Expression bind(Expression expression, Arguments arguments) {
        return new Binder(arguments).expression(expression);
    }

    /** {@link #condition} of one alone. */
    public static Condition bind(Condition condition, Arguments arguments) {
        return new Binder(arguments).condition(condition);
    }

    /** The regular expressions of what was bound, compiled. */
    public Patterns patterns() {
        return patterns.isEmpty() ? Patterns.NONE : Patterns.of(patterns);
    }

    /**
     * The condition without parameters.
     *
     * @throws StatementException as {@link #expression}
     */
    public Condition condition(Condition condition) {
        if (condition instanceof Comparison c) {
            return new Comparison(expression(c.left()), c.relation(), expression(c.right()));
        } else if (condition instanceof AllOf all) {
            return new AllOf(conditions(all.parts()));
        } else if (condition instanceof AnyOf any) {
            return new AnyOf(conditions(any.parts()));
        } else if (condition instanceof Not not) {
            return new Not(condition(not.part()));
        } else if (condition instanceof Holds holds) {
            return new Holds(fitting(holds.value(), Value.Bool.class, "condition", "a boolean"));
        } else if (condition instanceof Is is) {
            return new Is(expression(is.operand()), is.nothing());
        } else if (condition instanceof In in) {
            return new In(expression(in.operand()), list(in.list(), "IN"));
        } else if (condition instanceof Between b) {
            return new Between(expression(b.operand()), expression(b.low()), expression(b.high()));
        } else if (condition instanceof Like like) {
            Expression pattern = fitting(like.pattern(), Value.Text.class, "LIKE", "a string");
            Expression escape = fitting(like.escape(), Value.Text.class, "ESCAPE", "one character");
            return new Like(expression(like.operand()), pattern, escape);
        }
        Quantified q = (Quantified) condition;
        Expression list = list(q.list(), q.every() ? "EVERY" : "ANY");
        variables.add(q.variable());
        Condition satisfies = condition(q.satisfies());
        variables.remove(variables.size() - 1);
        return new Quantified(q.every(), q.variable(), list, satisfies);
    }

    private Expression list(Expression list, String place) {
        return fitting(list, Value.Array.class, place, "an array");
    }

    /**
     * {@link #expression} where only a value of one type fits. A field of another type is what a document happens to hold, a
     * parameter of another type is the app's mistake.
     *
     * @param place what that is, for people
     */
    public Expression fitting(Expression expression, Class<? extends Value> type, String place, String wanted) {
        Expression bound = expression(expression);
        if (expression instanceof Expression.Parameter parameter
                && bound instanceof Literal literal
                && !type.isInstance(literal.value())
                && !ValueComparison.isNothing(literal.value())) {
            throw new StatementException(new Refusal(
                    "PARAMETER_TYPE",
                    ":" + parameter.name() + " at " + place,
                    ValueComparison.typeName(literal.value()),
                    wanted));
        }
        return bound;
    }

    private List<Condition> conditions(List<Condition> parts) {
        List<Condition> bound = new ArrayList<>(parts.size());
        for (Condition part : parts) {
            bound.add(condition(part));
        }
        return bound;
    }

    /**
     * The expression without parameters.
     *
     * @throws StatementException PARAMETER_MISSING, PARAMETER_TYPE, PATTERN_INVALID, QUERY_TOO_COMPLEX
     */
    public Expression expression(Expression expression) {
        if (expression instanceof Condition condition) {
            return condition(condition);
        } else if (expression instanceof Call call) {
            Call bound = new Call(call.function(), expressions(call.arguments()));
            Functions.pattern(bound).ifPresent(this::compile);
            return call.isConstant() ? new Literal(call.evaluate(MapValue.EMPTY, arguments)) : bound;
        } else if (expression.isConstant()) {
            return new Literal(expression.evaluate(MapValue.EMPTY, arguments));
        } else if (expression instanceof FieldAt at) {
            return resolved(at);
        } else if (expression instanceof Member member) {
            return new Member(expression(member.map()), member.key());
        } else if (expression instanceof Element element) {
            return new Element(expression(element.container()), expression(element.index()));
        } else if (expression instanceof ArrayOf array) {
            return new ArrayOf(expressions(array.elements()));
        } else if (expression instanceof MapOf map) {
            TreeMap<String, Expression> entries = new TreeMap<>();
            for (Map.Entry<String, Expression> entry : map.entries().entrySet()) {
                entries.put(entry.getKey(), expression(entry.getValue()));
            }
            return new MapOf(entries);
        }
        return expression instanceof Computed computed ? computed(computed) : expression;
    }

    private void compile(Patterns.Written written) {
        if (patterns.containsKey(written)) {
            return;
        }
        if (patterns.size() == Limits.PATTERNS_MAX) {
            throw new StatementException(new Refusal(
                    "QUERY_TOO_COMPLEX",
                    "regular expressions",
                    "more than " + Limits.PATTERNS_MAX + " different ones",
                    "fewer of them"));
        }
        patterns.put(written, RegularExpressions.compiled(written.pattern(), written.flags()));
    }

    private List<Expression> expressions(List<Expression> expressions) {
        List<Expression> bound = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            bound.add(expression(expression));
        }
        return bound;
    }

    /** Written out, the path would mean the variable. */
    private Expression resolved(FieldAt at) {
        Expression resolved = at.resolved(arguments);
        if (resolved instanceof Field field
                && !field.path().isRoot()
                && variables.contains(field.path().key(0))) {
            throw new StatementException(new Refusal(
                    "PARAMETER_TYPE",
                    "@parameter",
                    "a path that begins as the variable "
                            + Shown.text(field.path().key(0)) + " around it",
                    "a variable of another name"));
        }
        return resolved;
    }

    private Computed computed(Computed computed) {
        if (computed instanceof Arithmetic a) {
            return new Arithmetic(expression(a.left()), a.sign(), expression(a.right()));
        } else if (computed instanceof Concatenation c) {
            return new Concatenation(expression(c.left()), expression(c.right()));
        } else if (computed instanceof Negation negation) {
            return new Negation(expression(negation.operand()));
        } else if (computed instanceof Case c) {
            List<When> whens = new ArrayList<>();
            for (When when : c.whens()) {
                whens.add(new When(condition(when.condition()), expression(when.result())));
            }
            return new Case(whens, expression(c.otherwise()));
        } else if (computed instanceof Switch s) {
            List<Match> matches = new ArrayList<>();
            for (Match match : s.matches()) {
                matches.add(new Match(expression(match.value()), expression(match.result())));
            }
            return new Switch(expression(s.operand()), matches, expression(s.otherwise()));
        } else if (computed instanceof Aggregate aggregate) {
            return new Aggregate(aggregate.aggregation(), aggregate.distinct(), expression(aggregate.argument()));
        } else if (computed instanceof ArrayFor a) {
            Expression list = list(a.list(), "ARRAY");
            variables.add(a.variable());
            ArrayFor bound = new ArrayFor(expression(a.element()), a.variable(), list, condition(a.when()));
            variables.remove(variables.size() - 1);
            return bound;
        }
        ObjectFor o = (ObjectFor) computed;
        Expression list = list(o.list(), "OBJECT");
        variables.add(o.variable());
        ObjectFor bound =
                new ObjectFor(expression(o.key()), expression(o.value()), o.variable(), list, condition(o.when()));
        variables.remove(variables.size() - 1);
        return bound;
    }
}
