package dev.sotto.query;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.query.Expression.ArrayOf;
import dev.sotto.query.Expression.Field;
import dev.sotto.query.Expression.Literal;
import dev.sotto.query.Expression.MapOf;
import dev.sotto.query.Expression.Parameter;
import dev.sotto.query.Statement.Assignment;
import dev.sotto.query.Statement.Delete;
import dev.sotto.query.Statement.Insert;
import dev.sotto.query.Statement.Select;
import dev.sotto.query.Statement.Update;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** The parser's tree to a {@link Statement}: what the grammar cannot say is checked here. */
final class StatementReader {
    private static final String ID = "_id";

    private StatementReader() {}

    static Statement statement(StatementParser.StatementContext tree) {
        if (tree.select() != null) {
            return select(tree.select());
        } else if (tree.insert() != null) {
            return insert(tree.insert());
        } else if (tree.update() != null) {
            return update(tree.update());
        }
        return new Delete(
                collection(tree.delete().collection()), where(tree.delete().where()));
    }

    private static Select select(StatementParser.SelectContext tree) {
        List<Ordering> orderBy = new ArrayList<>();
        if (tree.orderBy() != null) {
            for (StatementParser.OrderingContext ordering : tree.orderBy().ordering()) {
                orderBy.add(new Ordering(path(ordering.path()), ordering.DESC() != null));
            }
        }
        return new Select(collection(tree.collection()), where(tree.where()), orderBy, limit(tree.limit()));
    }

    private static Insert insert(StatementParser.InsertContext tree) {
        List<Expression> documents = new ArrayList<>();
        for (StatementParser.DocumentContext document : tree.document()) {
            Expression expression = constant(document.expression());
            if (!(expression instanceof MapOf) && !(expression instanceof Parameter)) {
                throw wrong(document.expression(), "document", "a map {..} or a :parameter that is one");
            }
            documents.add(expression);
        }
        return new Insert(collection(tree.collection()), documents);
    }

    private static Update update(StatementParser.UpdateContext tree) {
        List<Assignment> assignments = new ArrayList<>();
        for (StatementParser.AssignmentContext assignment : tree.assignment()) {
            Path path = path(assignment.path());
            if (path.keys().get(0).equals(ID)) {
                throw Statements.refused(
                        "ID_IMMUTABLE",
                        assignment.path().getStart(),
                        "assignment",
                        "to _id",
                        "a document with another _id to be inserted");
            }
            assignments.add(new Assignment(path, constant(assignment.expression())));
        }
        return new Update(collection(tree.collection()), assignments, where(tree.where()));
    }

    private static Expression limit(StatementParser.@Nullable LimitContext tree) {
        if (tree == null) {
            return Select.NO_LIMIT;
        }
        Expression limit = expression(tree.expression());
        boolean isCount = limit instanceof Literal literal
                && literal.value() instanceof Value.Int count
                && count.value() >= 0
                && count.value() <= Limits.ROWS_MAX;
        if (!isCount && !(limit instanceof Parameter)) {
            throw wrong(tree.expression(), "limit", "a whole number of 0 to " + Limits.ROWS_MAX + " or a :parameter");
        }
        return limit;
    }

    private static Condition where(StatementParser.@Nullable WhereContext tree) {
        return tree == null ? Condition.ALWAYS : condition(tree.condition());
    }

    static Condition condition(StatementParser.ConditionContext tree) {
        List<Condition> parts = new ArrayList<>();
        for (StatementParser.ConjunctionContext conjunction : tree.conjunction()) {
            parts.add(conjunction(conjunction));
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.AnyOf(parts);
    }

    private static Condition conjunction(StatementParser.ConjunctionContext tree) {
        List<Condition> parts = new ArrayList<>();
        for (StatementParser.PredicateContext predicate : tree.predicate()) {
            parts.add(predicate(predicate));
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.AllOf(parts);
    }

    private static Condition predicate(StatementParser.PredicateContext tree) {
        if (tree instanceof StatementParser.GroupedContext grouped) {
            return condition(grouped.condition());
        }
        StatementParser.ComparisonContext comparison = (StatementParser.ComparisonContext) tree;
        return new Condition.Comparison(
                expression(comparison.expression(0)),
                relation(comparison.comparator().getStart()),
                expression(comparison.expression(1)));
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

    private static Expression expression(StatementParser.ExpressionContext tree) {
        if (tree.path() != null) {
            return new Field(path(tree.path()));
        } else if (tree.literal() != null) {
            return new Literal(Literals.value(tree.literal()));
        } else if (tree.parameter() != null) {
            return new Parameter(Literals.name(tree.parameter().anyName()));
        } else if (tree.array() != null) {
            List<Expression> elements = new ArrayList<>();
            for (StatementParser.ExpressionContext element : tree.array().expression()) {
                elements.add(constant(element));
            }
            return new ArrayOf(elements);
        }
        return map(tree.map());
    }

    private static MapOf map(StatementParser.MapContext tree) {
        TreeMap<String, Expression> entries = new TreeMap<>();
        for (StatementParser.EntryContext entry : tree.entry()) {
            String key = entry.STRING() != null
                    ? Literals.string(entry.STRING().getSymbol())
                    : Literals.name(entry.anyName());
            checkName(key, entry.getStart(), "key", dev.sotto.document.Limits.KEY_BYTES_MAX);
            if (entries.put(key, constant(entry.expression())) != null) {
                throw Statements.invalid(
                        entry.getStart(), "key", Shown.text(key) + " for the second time", "each key once");
            }
        }
        return new MapOf(entries);
    }

    private static Expression constant(StatementParser.ExpressionContext tree) {
        Expression expression = expression(tree);
        if (!expression.isConstant()) {
            throw wrong(tree, "value", "a literal or a :parameter (a string takes 'quotes')");
        }
        return expression;
    }

    static Path path(StatementParser.PathContext tree) {
        List<String> keys = new ArrayList<>();
        keys.add(checkedKey(Literals.name(tree.name()), tree.getStart()));
        for (StatementParser.AnyNameContext key : tree.anyName()) {
            keys.add(checkedKey(Literals.name(key), key.getStart()));
        }
        if (keys.size() > Limits.DEPTH_MAX) {
            throw new StatementException(new dev.sotto.document.Refusal(
                    "QUERY_TOO_COMPLEX", "path", keys.size() + " names", "at most " + Limits.DEPTH_MAX));
        }
        return new Path(keys);
    }

    private static String checkedKey(String key, Token at) {
        return checkName(key, at, "name", dev.sotto.document.Limits.KEY_BYTES_MAX);
    }

    private static String collection(StatementParser.CollectionContext tree) {
        return checkName(
                Literals.name(tree.name()),
                tree.getStart(),
                "collection",
                dev.sotto.document.Limits.COLLECTION_BYTES_MAX);
    }

    private static String checkName(String name, Token at, String field, int bytesMax) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > bytesMax || name.indexOf('\0') >= 0) {
            throw Statements.refused(
                    "KEY_INVALID", at, field, bytes + " bytes", "1 to " + bytesMax + " bytes of UTF-8 without NUL");
        }
        return name;
    }

    private static StatementException wrong(ParserRuleContext at, String field, String wanted) {
        return Statements.invalid(at.getStart(), field, Shown.text(at.getText()), wanted);
    }
}
