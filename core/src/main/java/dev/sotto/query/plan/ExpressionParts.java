package dev.sotto.query.plan;

import dev.sotto.query.Computed;
import dev.sotto.query.Computed.Match;
import dev.sotto.query.Computed.When;
import dev.sotto.query.Condition;
import dev.sotto.query.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Expressions as trees: what is in them, and the same ones with some parts replaced. */
final class ExpressionParts {
    private ExpressionParts() {}

    /** Tells of the expression and of all in it, outermost first. */
    static void walk(Expression expression, Consumer<Expression> visitor) {
        visitor.accept(expression);
        replaceParts(expression, part -> {
            walk(part, visitor);
            return part;
        });
    }

    /** The parts of an AND, however its brackets stand; the condition itself when it is none. */
    static List<Condition> conjuncts(Condition condition) {
        if (!(condition instanceof Condition.AllOf all)) {
            return Collections.singletonList(condition);
        }
        Set<Condition> parts = new LinkedHashSet<>();
        for (Condition part : all.parts()) {
            parts.addAll(conjuncts(part));
        }
        return new ArrayList<>(parts);
    }

    static Condition all(List<Condition> parts) {
        return parts.size() == 1 ? parts.get(0) : new Condition.AllOf(parts);
    }

    /** The condition with {@code replacement} done to each of its parts. */
    static Condition replaceParts(Condition condition, UnaryOperator<Expression> replacement) {
        return (Condition) replaceParts((Expression) condition, replacement);
    }

    /**
     * The expression with each of its direct parts replaced. A part that is a condition has to stay one, unless it is the value
     * of a {@link Condition.Holds}.
     */
    static Expression replaceParts(Expression whole, UnaryOperator<Expression> with) {
        if (whole instanceof Condition condition) {
            return condition(condition, with);
        } else if (whole instanceof Computed computed) {
            return computed(computed, with);
        } else if (whole instanceof Expression.Member member) {
            return new Expression.Member(with.apply(member.map()), member.key());
        } else if (whole instanceof Expression.Element element) {
            return new Expression.Element(with.apply(element.container()), with.apply(element.index()));
        } else if (whole instanceof Expression.ArrayOf array) {
            return new Expression.ArrayOf(each(array.elements(), with));
        } else if (whole instanceof Expression.MapOf map) {
            TreeMap<String, Expression> entries = new TreeMap<>();
            for (Map.Entry<String, Expression> entry : map.entries().entrySet()) {
                entries.put(entry.getKey(), with.apply(entry.getValue()));
            }
            return new Expression.MapOf(entries);
        }
        return whole;
    }

    /** As {@link #replaceParts}, but for the parts in which that name is a variable of the expression's own. */
    static Expression replaceOutside(Expression whole, String name, UnaryOperator<Expression> with) {
        if (whole instanceof Condition.Quantified of && of.variable().equals(name)) {
            return new Condition.Quantified(of.every(), name, with.apply(of.list()), of.satisfies());
        } else if (whole instanceof Computed.ArrayFor of && of.variable().equals(name)) {
            return new Computed.ArrayFor(of.element(), name, with.apply(of.list()), of.when());
        } else if (whole instanceof Computed.ObjectFor of && of.variable().equals(name)) {
            return new Computed.ObjectFor(of.key(), of.value(), name, with.apply(of.list()), of.when());
        }
        return replaceParts(whole, with);
    }

    private static Condition condition(Condition whole, UnaryOperator<Expression> with) {
        if (whole instanceof Condition.Comparison is) {
            return new Condition.Comparison(with.apply(is.left()), is.relation(), with.apply(is.right()));
        } else if (whole instanceof Condition.AllOf all) {
            return new Condition.AllOf(conditions(all.parts(), with));
        } else if (whole instanceof Condition.AnyOf any) {
            return new Condition.AnyOf(conditions(any.parts(), with));
        } else if (whole instanceof Condition.Not not) {
            return new Condition.Not(asCondition(with.apply(not.part())));
        } else if (whole instanceof Condition.Holds holds) {
            return new Condition.Holds(with.apply(holds.value()));
        } else if (whole instanceof Condition.Is is) {
            return new Condition.Is(with.apply(is.operand()), is.nothing());
        } else if (whole instanceof Condition.In in) {
            return new Condition.In(with.apply(in.operand()), with.apply(in.list()));
        } else if (whole instanceof Condition.Between between) {
            return new Condition.Between(
                    with.apply(between.operand()), with.apply(between.low()), with.apply(between.high()));
        } else if (whole instanceof Condition.Like like) {
            return new Condition.Like(
                    with.apply(like.operand()), with.apply(like.pattern()), with.apply(like.escape()));
        } else if (whole instanceof Condition.Quantified of) {
            return new Condition.Quantified(
                    of.every(), of.variable(), with.apply(of.list()), asCondition(with.apply(of.satisfies())));
        }
        throw new IllegalStateException("a condition that no plan knows: " + whole.getClass());
    }

    private static Expression computed(Computed whole, UnaryOperator<Expression> with) {
        if (whole instanceof Computed.Arithmetic of) {
            return new Computed.Arithmetic(with.apply(of.left()), of.sign(), with.apply(of.right()));
        } else if (whole instanceof Computed.Concatenation of) {
            return new Computed.Concatenation(with.apply(of.left()), with.apply(of.right()));
        } else if (whole instanceof Computed.Negation of) {
            return new Computed.Negation(with.apply(of.operand()));
        } else if (whole instanceof Computed.Call call) {
            return new Computed.Call(call.function(), each(call.arguments(), with));
        } else if (whole instanceof Computed.Case of) {
            List<When> whens = new ArrayList<>();
            for (When when : of.whens()) {
                whens.add(new When(asCondition(with.apply(when.condition())), with.apply(when.result())));
            }
            return new Computed.Case(whens, with.apply(of.otherwise()));
        } else if (whole instanceof Computed.Switch of) {
            List<Match> matches = new ArrayList<>();
            for (Match match : of.matches()) {
                matches.add(new Match(with.apply(match.value()), with.apply(match.result())));
            }
            return new Computed.Switch(with.apply(of.operand()), matches, with.apply(of.otherwise()));
        } else if (whole instanceof Computed.ArrayFor of) {
            return new Computed.ArrayFor(
                    with.apply(of.element()), of.variable(), with.apply(of.list()), asCondition(with.apply(of.when())));
        } else if (whole instanceof Computed.ObjectFor of) {
            return new Computed.ObjectFor(
                    with.apply(of.key()),
                    with.apply(of.value()),
                    of.variable(),
                    with.apply(of.list()),
                    asCondition(with.apply(of.when())));
        } else if (whole instanceof Computed.Aggregate of) {
            return new Computed.Aggregate(of.aggregation(), of.distinct(), with.apply(of.argument()));
        }
        throw new IllegalStateException("an expression that no plan knows: " + whole.getClass());
    }

    private static List<Expression> each(List<Expression> parts, UnaryOperator<Expression> with) {
        List<Expression> replaced = new ArrayList<>(parts.size());
        for (Expression part : parts) {
            replaced.add(with.apply(part));
        }
        return replaced;
    }

    private static List<Condition> conditions(List<Condition> parts, UnaryOperator<Expression> with) {
        List<Condition> replaced = new ArrayList<>(parts.size());
        for (Condition part : parts) {
            replaced.add(asCondition(with.apply(part)));
        }
        return replaced;
    }

    /** A condition whose value is known already, such as one that was grouped by, is a value that holds or not. */
    static Condition asCondition(Expression expression) {
        return expression instanceof Condition condition ? condition : new Condition.Holds(expression);
    }
}
