package dev.sotto.query.statement;

import dev.sotto.document.Path;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.FieldAt;
import dev.sotto.query.expression.Expression.Member;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.FieldPath;
import dev.sotto.query.grammar.Grammar;
import dev.sotto.query.grammar.Literals;
import dev.sotto.query.grammar.Shown;
import dev.sotto.query.grammar.StatementParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/** A name and what follows it with dots, to the path that it means in its scope. */
final class PathReader {
    private final Scope scope;
    private final List<FieldPath.Part> parts = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private String variable = FieldAt.DOCUMENT;
    private Expression column = Expression.Literal.MISSING;

    PathReader(Scope scope) {
        this.scope = scope;
    }

    void begin(String name, Token at) {
        Grammar.checkedKey(name, at);
        if (scope.isVariable(name)) {
            variable = name;
        } else if (scope.isColumn(name)) {
            column = scope.columns().getOrDefault(name, Expression.Literal.MISSING);
        } else if (!scope.isDocument(name)) {
            refuseInJoin(at);
            keys.add(name);
        }
    }

    void beginWithParameter(StatementParser.PathParameterContext tree) {
        refuseInJoin(tree.getStart());
        parts.add(new FieldPath.ByParameter(Literals.name(tree.anyName())));
    }

    private void refuseInJoin(Token at) {
        if (scope.isJoin()) {
            throw Grammar.invalid(
                    at,
                    "name",
                    Shown.text(at.getText()) + " without its source",
                    "in a join one of " + scope.sources() + ", a dot and the name");
        }
    }

    /** Takes what follows next, if it belongs to the path. */
    boolean takes(StatementParser.SuffixContext suffix) {
        boolean isColumn = !column.equals(Expression.Literal.MISSING);
        if (suffix instanceof StatementParser.MemberSuffixContext member) {
            if (isColumn) {
                column = member(column, member.anyName());
            } else {
                keys.add(Grammar.checkedKey(
                        Literals.name(member.anyName()), member.anyName().getStart()));
            }
            return true;
        }
        if (suffix instanceof StatementParser.ParameterSuffixContext parameter && !isColumn) {
            closeKeys();
            parts.add(new FieldPath.ByParameter(Literals.name(parameter.anyName())));
            return true;
        }
        return false;
    }

    private void closeKeys() {
        if (!keys.isEmpty()) {
            parts.add(new FieldPath.Keys(Grammar.path(keys)));
            keys.clear();
        }
    }

    Expression expression() {
        if (!column.equals(Expression.Literal.MISSING)) {
            return column;
        }
        if (!parts.isEmpty()) {
            closeKeys();
            return new FieldAt(variable, new FieldPath(parts));
        }
        return variable.equals(FieldAt.DOCUMENT)
                ? new Field(Grammar.path(keys))
                : new Reference(variable, Grammar.path(keys));
    }

    /** What an UPDATE writes to. */
    static FieldPath target(StatementParser.TargetContext tree) {
        PathReader path = new PathReader(Scope.DOCUMENT);
        for (int i = 0; i < tree.getChildCount(); i += 2) {
            if (tree.getChild(i) instanceof StatementParser.PathParameterContext parameter) {
                path.closeKeys();
                path.parts.add(new FieldPath.ByParameter(Literals.name(parameter.anyName())));
            } else if (tree.getChild(i) instanceof StatementParser.NameContext name) {
                path.keys.add(Grammar.checkedKey(Literals.name(name), name.getStart()));
            } else if (tree.getChild(i) instanceof StatementParser.AnyNameContext name) {
                path.keys.add(Grammar.checkedKey(Literals.name(name), name.getStart()));
            }
        }
        path.closeKeys();
        return new FieldPath(path.parts);
    }

    /** The field of a value: one path where the value is a path. */
    static Expression member(Expression map, StatementParser.AnyNameContext tree) {
        String key = Grammar.checkedKey(Literals.name(tree), tree.getStart());
        if (map instanceof Field field) {
            return new Field(child(field.path(), key));
        } else if (map instanceof Reference reference) {
            return new Reference(reference.variable(), child(reference.path(), key));
        }
        return new Member(map, key);
    }

    private static Path child(Path path, String key) {
        List<String> longer = new ArrayList<>(path.keys());
        longer.add(key);
        return Grammar.path(longer);
    }
}
