package dev.sotto.query.statement;

import dev.sotto.document.Value;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.grammar.Grammar;
import dev.sotto.query.grammar.Literals;
import dev.sotto.query.grammar.Shown;
import dev.sotto.query.grammar.StatementParser;
import dev.sotto.query.grammar.Trees;
import dev.sotto.query.statement.Source.Join;
import dev.sotto.query.statement.Source.Nowhere;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Source.SubQuery;
import dev.sotto.query.statement.Source.TypeDeclaration;
import dev.sotto.query.statement.Statement.CommonTable;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statement.Union;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** The parser's tree of a SELECT to a {@link Select}. */
final class QueryReader {
    private QueryReader() {}

    static Select select(StatementParser.SelectContext tree) {
        List<CommonTable> with = new ArrayList<>();
        if (tree.with() != null) {
            for (StatementParser.CommonTableContext table : tree.with().commonTable()) {
                String name = Literals.name(table.alias());
                for (CommonTable before : with) {
                    refuseTwice(before.name().equals(name), name, table.getStart());
                }
                with.add(new CommonTable(name, select(table.select())));
            }
        }
        Core first = new Core(tree.selectCore(0));
        Select core = first.select;
        List<Union> unions = new ArrayList<>();
        for (int i = 1; i < tree.selectCore().size(); i++) {
            unions.add(new Union(isAll(tree, i), new Core(tree.selectCore(i)).select));
        }
        ExpressionReader ofRows = unions.isEmpty()
                ? new ExpressionReader(first.scope.with(first.columns), true)
                : new ExpressionReader(Scope.DOCUMENT, false);
        return new Select(
                with,
                core.distinct(),
                core.projection(),
                core.from(),
                core.joins(),
                core.where(),
                core.groupBy(),
                core.having(),
                unions,
                orderings(tree.orderBy(), ofRows),
                limit(tree.limit()),
                tree.offset() == null ? Select.NO_OFFSET : count(tree.offset().expression(), "offset"));
    }

    /** Whether ALL stands behind the UNION before the i-th core. */
    private static boolean isAll(StatementParser.SelectContext tree, int i) {
        int at = tree.children.indexOf(tree.selectCore(i));
        return tree.getChild(at - 1).getText().equalsIgnoreCase("ALL");
    }

    private static void refuseTwice(boolean isKnown, String name, Token at) {
        if (isKnown) {
            throw Grammar.invalid(at, "name", Shown.text(name) + " for the second time", "each name once");
        }
    }

    /** From SELECT to HAVING. */
    private static final class Core {
        private final Scope scope;
        private final Map<String, Expression> columns = new TreeMap<>();
        private final Select select;

        Core(StatementParser.SelectCoreContext tree) {
            Source from = tree.source() == null ? Nowhere.NOWHERE : source(tree.source());
            List<Join> joins = new ArrayList<>();
            List<String> names = new ArrayList<>();
            names.add(from.name());
            for (StatementParser.JoinContext join : tree.join()) {
                if (join.RIGHT() != null) {
                    throw Grammar.invalid(
                            join.getStart(), "join", "RIGHT", "LEFT, with the two sources the other way round");
                }
                Source source = source(join.source());
                refuseTwice(
                        names.contains(source.name()),
                        source.name(),
                        join.source().getStart());
                names.add(source.name());
                Condition on = new ExpressionReader(Scope.of(names)).condition(join.expression());
                joins.add(new Join(join.LEFT() != null, source, on));
            }
            scope = joins.isEmpty() ? Scope.of(qualifier(from)) : Scope.of(names);
            Condition where = where(tree.where(), scope);
            Projection projection = projection(tree.projection(), scope, true, columns);
            ExpressionReader ofGroups = new ExpressionReader(scope.with(columns), true);
            List<Expression> groupBy = new ArrayList<>();
            Condition having = Condition.ALWAYS;
            StatementParser.GroupByContext group = tree.groupBy();
            if (group != null) {
                groupBy.addAll(new ExpressionReader(scope.with(columns)).expressions(group.expression()));
                having = group.having() == null
                        ? Condition.ALWAYS
                        : ofGroups.condition(group.having().expression());
            }
            select = new Select(
                    Collections.emptyList(),
                    tree.DISTINCT() != null,
                    projection,
                    joins.isEmpty() ? withoutAlias(from) : from,
                    joins,
                    where,
                    groupBy,
                    having,
                    Collections.emptyList(),
                    Collections.emptyList(),
                    Select.NO_LIMIT,
                    Select.NO_OFFSET);
        }
    }

    /** What may stand before the fields of an only source: an alias, which a field of that name then cannot begin with. */
    private static String qualifier(Source source) {
        return source instanceof Stored stored ? stored.alias() : source.name();
    }

    /** The alias of an only source has done its work: it is in no path any more. */
    private static Source withoutAlias(Source source) {
        return source instanceof Stored s
                ? new Stored(s.collection(), s.types(), Stored.NO_ALIAS, s.ids(), s.index())
                : source;
    }

    private static Source source(StatementParser.SourceContext tree) {
        String alias = tree.name() != null
                ? Literals.name(tree.name())
                : tree.alias() != null ? Literals.name(tree.alias()) : Stored.NO_ALIAS;
        if (tree.select() != null) {
            return new SubQuery(select(tree.select()), alias);
        }
        String index = tree.useIndex() == null
                ? Stored.ANY_INDEX
                : Literals.string(tree.useIndex().STRING().getSymbol());
        return stored(tree.stored(), alias, tree.useIds(), index);
    }

    static Stored stored(
            StatementParser.StoredContext tree,
            String alias,
            StatementParser.@Nullable UseIdsContext useIds,
            String index) {
        List<TypeDeclaration> types = new ArrayList<>();
        if (tree.declarations() != null) {
            for (StatementParser.DeclarationContext declaration :
                    tree.declarations().declaration()) {
                types.add(new TypeDeclaration(Grammar.path(declaration.path()), type(declaration.name())));
            }
        }
        List<Expression> ids = new ArrayList<>();
        if (useIds != null) {
            for (StatementParser.ExpressionContext id : useIds.expression()) {
                Optional<StatementParser.PrimaryContext> list = Trees.brackets(id);
                List<StatementParser.ExpressionContext> items =
                        list.isPresent() ? list.get().expression() : Collections.singletonList(id);
                for (StatementParser.ExpressionContext item : items) {
                    ids.add(constant(item));
                }
            }
        }
        return new Stored(collection(tree.collection()), types, alias, ids, index);
    }

    private static Source.DeclaredType type(StatementParser.NameContext tree) {
        try {
            return Source.DeclaredType.of(Literals.name(tree));
        } catch (IllegalArgumentException unknown) {
            throw Grammar.invalid(
                    tree.getStart(), "type", Shown.text(tree.getText()), "REGISTER, MAP, COUNTER, SET or LIST");
        }
    }

    /** The name of a collection, or {@code system:name}. */
    static String collection(StatementParser.CollectionContext tree) {
        String name = Literals.checkName(
                Literals.name(tree.name(tree.name().size() - 1)),
                tree.getStart(),
                "collection",
                dev.sotto.document.Limits.COLLECTION_BYTES_MAX);
        if (tree.name().size() == 1) {
            return name;
        }
        if (!tree.name(0).getText().equalsIgnoreCase("system")) {
            throw Grammar.invalid(tree.getStart(), "collection", Shown.text(tree.getText()), "system:name or a name");
        }
        return Stored.SYSTEM + name;
    }

    static Condition where(StatementParser.@Nullable WhereContext tree, Scope scope) {
        return tree == null ? Condition.ALWAYS : new ExpressionReader(scope).condition(tree.expression());
    }

    /** @param columns takes what can be called by name: all columns but those called as their own text */
    static Projection projection(
            StatementParser.ProjectionContext tree, Scope scope, boolean aggregates, Map<String, Expression> columns) {
        List<Projection.Item> items = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        ExpressionReader reader = new ExpressionReader(scope, aggregates);
        for (StatementParser.ProjectedContext item : tree.projected()) {
            if (item instanceof StatementParser.ColumnContext column) {
                Expression expression = reader.expression(column.expression());
                String name = name(column, expression);
                refuseTwice(!names.add(name), name, column.getStart());
                columns.put(name, expression);
                items.add(new Projection.Column(expression, name));
            } else if (item instanceof StatementParser.AllFieldsOfContext all) {
                items.add(allOf(Literals.name(all.alias()), scope, all.getStart()));
            } else {
                items.add(new Projection.AllOf(Projection.AllOf.EVERY_SOURCE));
            }
        }
        return new Projection(items);
    }

    private static Projection.Item allOf(String source, Scope scope, Token at) {
        if (scope.isDocument(source)) {
            return new Projection.AllOf(Projection.AllOf.EVERY_SOURCE);
        } else if (scope.isVariable(source)) {
            return new Projection.AllOf(source);
        }
        throw Grammar.invalid(
                at, "source", Shown.text(source), scope.isJoin() ? "one of " + scope.sources() : "an alias of FROM");
    }

    private static String name(StatementParser.ColumnContext column, Expression expression) {
        if (column.name() != null) {
            return Literals.name(column.name());
        } else if (column.alias() != null) {
            return Literals.name(column.alias());
        } else if (expression instanceof Field field && !field.path().isRoot()) {
            return field.path().key(field.path().depth() - 1);
        } else if (expression instanceof Reference reference) {
            return reference.path().isRoot()
                    ? reference.variable()
                    : reference.path().key(reference.path().depth() - 1);
        } else if (expression instanceof Expression.Member member) {
            return member.key();
        }
        return Trees.text(column.expression());
    }

    static List<Ordering> orderings(StatementParser.@Nullable OrderByContext tree, ExpressionReader reader) {
        return tree == null ? Collections.emptyList() : orderings(tree.ordering(), reader);
    }

    static List<Ordering> orderings(List<StatementParser.OrderingContext> trees, ExpressionReader reader) {
        List<Ordering> orderings = new ArrayList<>();
        for (StatementParser.OrderingContext tree : trees) {
            orderings.add(new Ordering(reader.expression(tree.expression()), tree.DESC() != null));
        }
        return orderings;
    }

    static Expression limit(StatementParser.@Nullable LimitContext tree) {
        return tree == null ? Select.NO_LIMIT : count(tree.expression(), "limit");
    }

    private static Expression count(StatementParser.ExpressionContext tree, String field) {
        Expression count = new ExpressionReader(Scope.DOCUMENT).expression(tree);
        boolean fits = count instanceof Literal literal
                ? literal.value() instanceof Value.Int number
                        && number.value() >= 0
                        && number.value() <= Limits.ROWS_MAX
                : count.isConstant();
        if (!fits) {
            throw wrong(tree, field, "a whole number of 0 to " + Limits.ROWS_MAX + " or a :parameter");
        }
        return count;
    }

    /** An expression that names no field. */
    static Expression constant(StatementParser.ExpressionContext tree) {
        Expression expression = new ExpressionReader(Scope.DOCUMENT).expression(tree);
        if (!expression.isConstant()) {
            throw wrong(tree, "value", "a literal or a :parameter (a string takes 'quotes')");
        }
        return expression;
    }

    static StatementException wrong(ParserRuleContext at, String field, String wanted) {
        return Grammar.invalid(at.getStart(), field, Shown.text(Trees.text(at)), wanted);
    }
}
