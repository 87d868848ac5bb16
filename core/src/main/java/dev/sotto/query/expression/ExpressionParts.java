package dev.sotto.query.expression;

import dev.sotto.query.expression.Computed.Match;
import dev.sotto.query.expression.Computed.When;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Expressions as trees: what is in them, and the same ones with some parts replaced. */
public final class ExpressionParts {
    private ExpressionParts() {}

    /** Tells of the expression and of all in it, outermost first. */
    public static void walk(Expression expression, Consumer<Expression> visitor) {
        visitor.accept(expression);
        replaceParts(expression, part -> {
            walk(part, visitor);
            return part;
        });
    }

    /** The parts of an AND, however its brackets stand; the condition itself when it is none. */
    public static List<Condition> conjuncts(Condition condition) {
        if (!(condition instanceof Condition.AllOf all)) {
            return Collections.singletonList(condition);
        }
        Set<Condition> parts = new LinkedHashSet<>();
        for (Condition part : all.parts()) {
            parts.addAll(conjuncts(part));
        }
        return new ArrayList<>(parts);
    }

    public static Condition all(List<Condition> parts) {
        return parts.size() == 1 ? parts.get(0) : new Condition.AllOf(parts);
    }

    /** The condition with {@code replacement} done to each of its parts. */
    public static Condition replaceParts(Condition condition, UnaryOperator<Expression> replacement) {
        return (Condition) replaceParts((Expression) condition, replacement);
    }

    /**
     * The expression with each of its direct parts replaced. A part that is a condition has to stay one, unless it is the value
     * of a {@link Condition.Holds}.
     */
    public static Expression replaceParts(Expression whole, UnaryOperator<Expression> with) {
        if (variableOf(whole).isPresent()) {
            return replaceParts(whole, with, with);
        } else if (whole instanceof Condition condition) {
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

    /** The variable that the expression itself gives a meaning, in all its parts but the list that it goes through. */
    public static Optional<String> variableOf(Expression whole) {
        if (whole instanceof Condition.Quantified of) {
            return Optional.of(of.variable());
        } else if (whole instanceof Computed.ArrayFor of) {
            return Optional.of(of.variable());
        } else if (whole instanceof Computed.ObjectFor of) {
            return Optional.of(of.variable());
        }
        return Optional.empty();
    }

    /**
     * As {@link #replaceParts(Expression, UnaryOperator)}, with something else for the parts in which the variable of the
     * expression ({@link #variableOf}) has its meaning.
     */
    public static Expression replaceParts(
            Expression whole, UnaryOperator<Expression> outside, UnaryOperator<Expression> inside) {
        if (whole instanceof Condition.Quantified of) {
            return new Condition.Quantified(
                    of.every(), of.variable(), outside.apply(of.list()), asCondition(inside.apply(of.satisfies())));
        } else if (whole instanceof Computed.ArrayFor of) {
            return new Computed.ArrayFor(
                    inside.apply(of.element()),
                    of.variable(),
                    outside.apply(of.list()),
                    asCondition(inside.apply(of.when())));
        } else if (whole instanceof Computed.ObjectFor of) {
            return new Computed.ObjectFor(
                    inside.apply(of.key()),
                    inside.apply(of.value()),
                    of.variable(),
                    outside.apply(of.list()),
                    asCondition(inside.apply(of.when())));
        }
        return replaceParts(whole, outside);
    }

    /** As {@link #replaceParts(Expression, UnaryOperator)}, but for the parts in which that name is a variable of the expression's own. */
    public static Expression replaceOutside(Expression whole, String name, UnaryOperator<Expression> with) {
        boolean hides = variableOf(whole).filter(name::equals).isPresent();
        return hides ? replaceParts(whole, with, part -> part) : replaceParts(whole, with);
    }

    /** Whether anything in it is one of these variables, and not one of the same name that it has itself. */
    public static boolean isAboutAny(Expression whole, Set<String> variables) {
        if (variables.isEmpty()) {
            return false;
        }
        if (whole instanceof Expression.Reference reference) {
            return variables.contains(reference.variable());
        }
        Set<String> seenInside = new TreeSet<>(variables);
        variableOf(whole).ifPresent(seenInside::remove);
        boolean[] found = {false};
        replaceParts(
                whole,
                part -> {
                    found[0] |= isAboutAny(part, variables);
                    return part;
                },
                part -> {
                    found[0] |= isAboutAny(part, seenInside);
                    return part;
                });
        return found[0];
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
    public static Condition asCondition(Expression expression) {
        return expression instanceof Condition condition ? condition : new Condition.Holds(expression);
    }
}
