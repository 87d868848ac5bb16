package dev.sotto.query.statement;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Aggregation;
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
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.ArrayOf;
import dev.sotto.query.expression.Expression.Element;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.expression.Expression.MapOf;
import dev.sotto.query.expression.Expression.Parameter;
import dev.sotto.query.expression.Functions;
import dev.sotto.query.grammar.Grammar;
import dev.sotto.query.grammar.Literals;
import dev.sotto.query.grammar.Shown;
import dev.sotto.query.grammar.StatementLexer;
import dev.sotto.query.grammar.StatementParser;
import dev.sotto.query.grammar.Trees;
import dev.sotto.query.value.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;

/** The parser's tree of an expression to an {@link Expression}, at a place where names mean what its scope says. */
final class ExpressionReader {
    private final Scope scope;
    private final boolean aggregates;

    /** @param aggregates whether count() and its kind may stand here */
    ExpressionReader(Scope scope, boolean aggregates) {
        this.scope = scope;
        this.aggregates = aggregates;
    }

    ExpressionReader(Scope scope) {
        this(scope, false);
    }

    Condition condition(StatementParser.ExpressionContext tree) {
        return condition(expression(tree));
    }

    private static Condition condition(Expression expression) {
        return expression instanceof Condition condition ? condition : new Condition.Holds(expression);
    }

    List<Expression> expressions(List<StatementParser.ExpressionContext> trees) {
        List<Expression> expressions = new ArrayList<>(trees.size());
        for (StatementParser.ExpressionContext tree : trees) {
            expressions.add(expression(tree));
        }
        return expressions;
    }

    Expression expression(StatementParser.ExpressionContext tree) {
        if (tree.conjunction().size() == 1) {
            return conjunction(tree.conjunction(0));
        }
        List<Condition> parts = new ArrayList<>();
        for (StatementParser.ConjunctionContext part : tree.conjunction()) {
            parts.add(condition(conjunction(part)));
        }
        return new Condition.AnyOf(parts);
    }

    private Expression conjunction(StatementParser.ConjunctionContext tree) {
        if (tree.negation().size() == 1) {
            return negation(tree.negation(0));
        }
        List<Condition> parts = new ArrayList<>();
        for (StatementParser.NegationContext part : tree.negation()) {
            parts.add(condition(negation(part)));
        }
        return new Condition.AllOf(parts);
    }

    private Expression negation(StatementParser.NegationContext tree) {
        Expression expression = comparison(tree.comparison());
        if (tree.NOT().isEmpty()) {
            return expression;
        }
        Condition condition = condition(expression);
        return tree.NOT().size() % 2 == 1 ? new Condition.Not(condition) : condition;
    }

    private Expression comparison(StatementParser.ComparisonContext tree) {
        Expression left = concatenation(tree.concatenation(0));
        if (tree.comparator() != null) {
            Relation relation = relation(tree.comparator().getStart());
            return new Condition.Comparison(left, relation, concatenation(tree.concatenation(1)));
        }
        Condition condition;
        if (tree.IS() != null) {
            condition =
                    new Condition.Is(left, tree.NULL() != null ? Condition.Nothing.NULL : Condition.Nothing.MISSING);
        } else if (tree.IN() != null) {
            condition = new Condition.In(left, list(tree.concatenation(1)));
        } else if (tree.LIKE() != null) {
            Expression escape = tree.ESCAPE() == null ? Condition.Like.BACKSLASH : concatenation(tree.concatenation(2));
            condition = new Condition.Like(left, concatenation(tree.concatenation(1)), escape);
        } else if (tree.BETWEEN() != null) {
            condition = new Condition.Between(
                    left, concatenation(tree.concatenation(1)), concatenation(tree.concatenation(2)));
        } else {
            return left;
        }
        return tree.NOT() == null ? condition : new Condition.Not(condition);
    }

    private static Relation relation(Token sign) {
        return switch (sign.getType()) {
            case StatementLexer.EQUAL, StatementLexer.EQUAL_EQUAL -> Relation.EQUAL;
            case StatementLexer.NOT_EQUAL, StatementLexer.LESS_GREATER -> Relation.NOT_EQUAL;
            case StatementLexer.LESS -> Relation.LESS;
            case StatementLexer.LESS_EQUAL -> Relation.LESS_OR_EQUAL;
            case StatementLexer.GREATER -> Relation.GREATER;
            default -> Relation.GREATER_OR_EQUAL;
        };
    }

    /** What follows IN: {@code (a, b)} is a list too, and {@code (x)} is x where that is an array, else a list of one. */
    private Expression list(StatementParser.ConcatenationContext tree) {
        Optional<StatementParser.PrimaryContext> brackets = Trees.brackets(tree);
        if (!brackets.isPresent()) {
            return concatenation(tree);
        }
        List<Expression> items = expressions(brackets.get().expression());
        if (items.size() > 1) {
            return new ArrayOf(items);
        }
        return items.get(0) instanceof ArrayOf array ? array : new Call(Functions.TO_ARRAY, items);
    }

    Expression concatenation(StatementParser.ConcatenationContext tree) {
        Expression expression = sum(tree.sum(0));
        for (int i = 1; i < tree.sum().size(); i++) {
            expression = new Concatenation(expression, sum(tree.sum(i)));
        }
        return expression;
    }

    private Expression sum(StatementParser.SumContext tree) {
        Expression expression = product(tree.product(0));
        for (int i = 1; i < tree.product().size(); i++) {
            expression = new Arithmetic(expression, Trees.sign(tree, 2 * i - 1), product(tree.product(i)));
        }
        return expression;
    }

    private Expression product(StatementParser.ProductContext tree) {
        Expression expression = signed(tree.signed(0));
        for (int i = 1; i < tree.signed().size(); i++) {
            expression = new Arithmetic(expression, Trees.sign(tree, 2 * i - 1), signed(tree.signed(i)));
        }
        return expression;
    }

    private Expression signed(StatementParser.SignedContext tree) {
        StatementParser.PostfixContext postfix = tree.postfix();
        boolean negative = tree.MINUS().size() % 2 == 1;
        StatementParser.LiteralContext literal = postfix.primary().literal();
        if (literal != null && postfix.suffix().isEmpty()) {
            boolean isNumber = literal instanceof StatementParser.IntegerLiteralContext
                    || literal instanceof StatementParser.DecimalLiteralContext;
            if (isNumber) {
                return new Literal(Literals.number(literal, tree.getStart(), negative));
            }
        }
        Expression expression = postfix(postfix);
        if (negative) {
            return new Negation(expression);
        }
        return expression;
    }

    private Expression postfix(StatementParser.PostfixContext tree) {
        if (tree.suffix().size() > Limits.DEPTH_MAX) {
            throw new StatementException(new Refusal(
                    "QUERY_TOO_COMPLEX", "path", tree.suffix().size() + " steps", "at most " + Limits.DEPTH_MAX));
        }
        StatementParser.PrimaryContext primary = tree.primary();
        if (primary.name() == null && primary.pathParameter() == null) {
            return suffixed(primary(primary), tree.suffix());
        }
        PathReader path = new PathReader(scope);
        if (primary.pathParameter() != null) {
            path.beginWithParameter(primary.pathParameter());
        } else {
            path.begin(Literals.name(primary.name()), primary.getStart());
        }
        int taken = 0;
        while (taken < tree.suffix().size() && path.takes(tree.suffix(taken))) {
            taken++;
        }
        return suffixed(
                path.expression(), tree.suffix().subList(taken, tree.suffix().size()));
    }

    private Expression suffixed(Expression base, List<StatementParser.SuffixContext> suffixes) {
        Expression expression = base;
        for (StatementParser.SuffixContext suffix : suffixes) {
            if (suffix instanceof StatementParser.ElementSuffixContext element) {
                expression = new Element(expression, expression(element.expression()));
            } else if (suffix instanceof StatementParser.MemberSuffixContext member) {
                expression = PathReader.member(expression, member.anyName());
            } else {
                throw Grammar.invalid(
                        suffix.getStart(),
                        "path",
                        Shown.text(suffix.getText()) + " after brackets",
                        "[:parameter] for one key, or the parameter at the beginning");
            }
        }
        return expression;
    }

    private Expression primary(StatementParser.PrimaryContext tree) {
        if (tree.literal() != null) {
            return new Literal(Literals.value(tree.literal()));
        } else if (tree.parameter() != null) {
            return new Parameter(Literals.name(tree.parameter().anyName()));
        } else if (tree.array() != null) {
            return new ArrayOf(expressions(tree.array().expression()));
        } else if (tree.map() != null) {
            return map(tree.map());
        } else if (tree.call() != null) {
            return call(tree.call());
        } else if (tree.caseOf() != null) {
            return caseOf(tree.caseOf());
        } else if (tree.quantified() != null) {
            return quantified(tree.quantified());
        } else if (tree.arrayFor() != null) {
            return arrayFor(tree.arrayFor());
        } else if (tree.objectFor() != null) {
            return objectFor(tree.objectFor());
        } else if (tree.expression().size() > 1) {
            throw Grammar.invalid(
                    tree.getStart(), "brackets", "a list", "one expression, or [..] for an array; (a, b) follows IN");
        }
        return expression(tree.expression(0));
    }

    private MapOf map(StatementParser.MapContext tree) {
        TreeMap<String, Expression> entries = new TreeMap<>();
        for (StatementParser.EntryContext entry : tree.entry()) {
            String key = entry.STRING() != null
                    ? Literals.string(entry.STRING().getSymbol())
                    : Literals.name(entry.anyName());
            Literals.checkName(key, entry.getStart(), "key", dev.sotto.document.Limits.KEY_BYTES_MAX);
            if (entries.put(key, expression(entry.expression())) != null) {
                throw Grammar.invalid(
                        entry.getStart(), "key", Shown.text(key) + " for the second time", "each key once");
            }
        }
        return new MapOf(entries);
    }

    private Expression call(StatementParser.CallContext tree) {
        String function = tree.functionName().getText().toLowerCase(Locale.ROOT);
        Optional<Aggregation> aggregation = Aggregation.of(function);
        if (aggregation.isPresent()) {
            return aggregate(aggregation.get(), tree);
        }
        if (tree.STAR() != null || tree.DISTINCT() != null) {
            String what = tree.STAR() != null ? "*" : "DISTINCT";
            throw Grammar.invalid(
                    tree.getStart(),
                    function + "()",
                    "a call with " + what,
                    "that only in count(), sum() and their kind");
        }
        Functions.check(function, tree.expression().size(), tree.getStart());
        return new Call(function, expressions(tree.expression()));
    }

    private Expression aggregate(Aggregation aggregation, StatementParser.CallContext tree) {
        String field = aggregation.function() + "()";
        if (!aggregates) {
            throw Grammar.invalid(
                    tree.getStart(), field, "at a place of one document", "it after SELECT, HAVING or ORDER BY");
        }
        if (tree.STAR() != null && aggregation == Aggregation.COUNT) {
            return new Aggregate(aggregation, false, Aggregate.EACH_ROW);
        }
        if (tree.expression().size() != 1) {
            String wanted = aggregation == Aggregation.COUNT ? "one expression or *" : "one expression";
            throw Grammar.invalid(tree.getStart(), field, tree.expression().size() + " arguments", wanted);
        }
        Expression argument = new ExpressionReader(scope, false).expression(tree.expression(0));
        return new Aggregate(aggregation, tree.DISTINCT() != null, argument);
    }

    private Expression caseOf(StatementParser.CaseOfContext tree) {
        Expression otherwise = tree.ELSE() == null
                ? new Literal(Value.Null.NULL)
                : expression(tree.expression(tree.expression().size() - 1));
        boolean hasOperand = tree.expression().size() > (tree.ELSE() == null ? 0 : 1);
        if (hasOperand) {
            List<Match> matches = new ArrayList<>();
            for (StatementParser.WhenContext when : tree.when()) {
                matches.add(new Match(expression(when.expression(0)), expression(when.expression(1))));
            }
            return new Switch(expression(tree.expression(0)), matches, otherwise);
        }
        List<When> whens = new ArrayList<>();
        for (StatementParser.WhenContext when : tree.when()) {
            whens.add(new When(condition(when.expression(0)), expression(when.expression(1))));
        }
        return new Case(whens, otherwise);
    }

    private Condition quantified(StatementParser.QuantifiedContext tree) {
        String variable =
                Grammar.checkedKey(Literals.name(tree.name()), tree.name().getStart());
        return new Condition.Quantified(
                tree.EVERY() != null,
                variable,
                concatenation(tree.concatenation()),
                inside(variable).condition(tree.expression()));
    }

    private Expression arrayFor(StatementParser.ArrayForContext tree) {
        String variable =
                Grammar.checkedKey(Literals.name(tree.name()), tree.name().getStart());
        ExpressionReader inside = inside(variable);
        return new ArrayFor(
                inside.expression(tree.expression(0)),
                variable,
                concatenation(tree.concatenation()),
                tree.WHEN() == null ? Condition.ALWAYS : inside.condition(tree.expression(1)));
    }

    private Expression objectFor(StatementParser.ObjectForContext tree) {
        String variable =
                Grammar.checkedKey(Literals.name(tree.name()), tree.name().getStart());
        ExpressionReader inside = inside(variable);
        return new ObjectFor(
                inside.expression(tree.expression(0)),
                inside.expression(tree.expression(1)),
                variable,
                concatenation(tree.concatenation()),
                tree.WHEN() == null ? Condition.ALWAYS : inside.condition(tree.expression(2)));
    }

    private ExpressionReader inside(String variable) {
        return new ExpressionReader(scope.with(variable), aggregates);
    }
}
