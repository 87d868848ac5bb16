package dev.sotto.query.statement;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Computed.Call;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.expression.FieldPath;
import dev.sotto.query.expression.Functions;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.grammar.Grammar;
import dev.sotto.query.grammar.Literals;
import dev.sotto.query.grammar.StatementParser;
import dev.sotto.query.grammar.Trees;
import dev.sotto.query.statement.FieldChange.Apply;
import dev.sotto.query.statement.FieldChange.Assign;
import dev.sotto.query.statement.FieldChange.Operator;
import dev.sotto.query.statement.FieldChange.Unset;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement.CreateIndex;
import dev.sotto.query.statement.Statement.Delete;
import dev.sotto.query.statement.Statement.DropIndex;
import dev.sotto.query.statement.Statement.Evict;
import dev.sotto.query.statement.Statement.Insert;
import dev.sotto.query.statement.Statement.InsertRows;
import dev.sotto.query.statement.Statement.OnConflict;
import dev.sotto.query.statement.Statement.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** The parser's tree to a {@link Statement}: what the grammar cannot say is checked here. */
final class StatementReader {
    private static final String ID = "_id";
    private static final ExpressionReader OF_DOCUMENT = new ExpressionReader(Scope.DOCUMENT);

    private StatementReader() {}

    static Statement statement(StatementParser.StatementContext tree) {
        Statement statement = unexplained(tree);
        return tree.EXPLAIN() == null ? statement : new Statement.Explain(statement);
    }

    private static Statement unexplained(StatementParser.StatementContext tree) {
        if (tree.select() != null) {
            return QueryReader.select(tree.select());
        } else if (tree.insert() != null) {
            return insert(tree.insert());
        } else if (tree.update() != null) {
            return update(tree.update());
        } else if (tree.delete() != null) {
            StatementParser.DeleteContext delete = tree.delete();
            return new Delete(
                    written(delete.stored(), delete.useIds()),
                    QueryReader.where(delete.where(), Scope.DOCUMENT),
                    QueryReader.orderings(delete.orderBy(), OF_DOCUMENT),
                    QueryReader.limit(delete.limit()),
                    returning(delete.returning()));
        } else if (tree.evict() != null) {
            StatementParser.EvictContext evict = tree.evict();
            return new Evict(
                    written(evict.stored(), evict.useIds()),
                    QueryReader.where(evict.where(), Scope.DOCUMENT),
                    QueryReader.orderings(evict.orderBy(), OF_DOCUMENT),
                    QueryReader.limit(evict.limit()),
                    returning(evict.returning()));
        } else if (tree.createIndex() != null) {
            return createIndex(tree.createIndex());
        }
        StatementParser.DropIndexContext drop = tree.dropIndex();
        return new DropIndex(indexName(drop.name()), QueryReader.collection(drop.collection()), drop.IF() != null);
    }

    private static Stored written(StatementParser.StoredContext tree, StatementParser.@Nullable UseIdsContext ids) {
        Stored stored = QueryReader.stored(tree, Stored.NO_ALIAS, ids, Stored.ANY_INDEX);
        if (stored.isSystem()) {
            throw QueryReader.wrong(tree, "collection", "one of documents; those of system: can only be read");
        }
        return stored;
    }

    private static Projection returning(StatementParser.@Nullable ReturningContext tree) {
        return tree == null
                ? Projection.NONE
                : QueryReader.projection(tree.projection(), Scope.DOCUMENT, false, new TreeMap<>());
    }

    private static Statement insert(StatementParser.InsertContext tree) {
        Stored into = written(tree.stored(), null);
        OnConflict onConflict = onConflict(tree.onConflict());
        Projection returning = returning(tree.returning());
        if (tree.select() != null) {
            return new InsertRows(into, QueryReader.select(tree.select()), onConflict, returning);
        }
        List<Expression> documents = new ArrayList<>();
        for (StatementParser.DocumentContext document : tree.document()) {
            Expression expression = QueryReader.constant(document.expression());
            boolean isNoMap = expression instanceof Literal
                    || expression instanceof Condition
                    || expression instanceof Expression.ArrayOf;
            if (isNoMap) {
                throw QueryReader.wrong(document.expression(), "document", "a map {..} or a :parameter that is one");
            }
            documents.add(expression);
        }
        return new Insert(into, tree.INITIAL() != null, documents, onConflict, returning);
    }

    private static OnConflict onConflict(StatementParser.@Nullable OnConflictContext tree) {
        if (tree == null || tree.FAIL() != null) {
            return OnConflict.FAIL;
        } else if (tree.NOTHING() != null) {
            return OnConflict.DO_NOTHING;
        }
        return tree.UPDATE() != null ? OnConflict.DO_UPDATE : OnConflict.DO_UPDATE_LOCAL_DIFF;
    }

    private static Update update(StatementParser.UpdateContext tree) {
        List<FieldChange> changes = new ArrayList<>();
        for (ParseTree child : tree.children) {
            if (child instanceof StatementParser.SetContext set) {
                for (StatementParser.AssignmentContext assignment : set.assignment()) {
                    assign(Collections.emptyList(), assignment, changes);
                }
            } else if (child instanceof StatementParser.UnsetContext unset) {
                for (StatementParser.TargetContext target : unset.target()) {
                    changes.add(new Unset(target(Collections.emptyList(), target)));
                }
            } else if (child instanceof StatementParser.ApplyContext apply) {
                for (StatementParser.ApplicationContext application : apply.application()) {
                    FieldPath target = target(Collections.emptyList(), application.target());
                    changes.add(operation(target, application.operation()));
                }
            }
        }
        return new Update(
                written(tree.stored(), tree.useIds()),
                changes,
                QueryReader.where(tree.where(), Scope.DOCUMENT),
                QueryReader.orderings(tree.orderBy(), OF_DOCUMENT),
                QueryReader.limit(tree.limit()),
                returning(tree.returning()));
    }

    /** {@code a -> (b = 1, c = 2)} is {@code a.b = 1, a.c = 2}; {@code a = tombstone()} is {@code UNSET a}. */
    private static void assign(
            List<FieldPath.Part> prefix, StatementParser.AssignmentContext tree, List<FieldChange> changes) {
        FieldPath target = target(prefix, tree.target());
        if (tree.ARROW() != null) {
            for (StatementParser.AssignmentContext inner : tree.assignment()) {
                assign(target.parts(), inner, changes);
            }
            return;
        }
        Expression value = OF_DOCUMENT.expression(tree.expression());
        boolean isTombstone = value instanceof Call call && call.function().equals(Functions.TOMBSTONE);
        changes.add(isTombstone ? new Unset(target) : new Assign(target, value));
    }

    private static FieldPath target(List<FieldPath.Part> prefix, StatementParser.TargetContext tree) {
        List<FieldPath.Part> parts = new ArrayList<>(prefix);
        parts.addAll(PathReader.target(tree).parts());
        FieldPath target = new FieldPath(parts);
        if (target.isFixed()) {
            Path path = target.resolve(Arguments.NONE);
            if (path.key(0).equals(ID)) {
                throw Grammar.refused(
                        "ID_IMMUTABLE",
                        tree.getStart(),
                        "assignment",
                        "to _id",
                        "a document with another _id to be inserted");
            }
            return FieldPath.of(path);
        }
        return target;
    }

    private static Apply operation(FieldPath target, StatementParser.OperationContext tree) {
        if (tree instanceof StatementParser.IncrementContext increment) {
            return new Apply(target, Operator.INCREMENT, orElse(increment.expression(), 1));
        } else if (tree instanceof StatementParser.DecrementContext decrement) {
            return new Apply(target, Operator.DECREMENT, orElse(decrement.expression(), 1));
        } else if (tree instanceof StatementParser.RestartContext restart) {
            return new Apply(target, Operator.RESTART, orElse(restart.expression(), 0));
        } else if (tree instanceof StatementParser.AddToSetContext add) {
            return new Apply(target, Operator.ADD, list(add.expression()));
        } else if (tree instanceof StatementParser.RemoveAtContext remove) {
            return new Apply(target, Operator.REMOVE_AT, list(remove.expression()));
        } else if (tree instanceof StatementParser.RemoveFromSetContext remove) {
            return new Apply(target, Operator.REMOVE, list(remove.expression()));
        } else if (tree instanceof StatementParser.ClearContext) {
            return new Apply(target, Operator.CLEAR, Collections.emptyList());
        } else if (tree instanceof StatementParser.AppendContext append) {
            return new Apply(target, Operator.APPEND, list(append.expression()));
        } else if (tree instanceof StatementParser.PrependContext prepend) {
            return new Apply(target, Operator.PREPEND, list(prepend.expression()));
        } else if (tree instanceof StatementParser.InsertAtContext insert) {
            List<Expression> operands = new ArrayList<>(list(insert.expression(0)));
            operands.add(OF_DOCUMENT.expression(insert.expression(1)));
            return new Apply(target, Operator.INSERT_AT, operands);
        } else if (tree instanceof StatementParser.MoveContext move) {
            return new Apply(target, Operator.MOVE, OF_DOCUMENT.expressions(move.expression()));
        } else if (tree instanceof StatementParser.ReplaceContext replace) {
            return new Apply(target, Operator.REPLACE, list(replace.expression()));
        }
        return new Apply(target, Operator.MERGE, list(((StatementParser.MergeContext) tree).expression()));
    }

    private static List<Expression> orElse(StatementParser.@Nullable ExpressionContext tree, long otherwise) {
        return Collections.singletonList(
                tree == null ? new Literal(new Value.Int(otherwise)) : OF_DOCUMENT.expression(tree));
    }

    /** One operand, or several in brackets. */
    private static List<Expression> list(StatementParser.ExpressionContext tree) {
        Optional<StatementParser.PrimaryContext> brackets = Trees.brackets(tree);
        return brackets.isPresent()
                ? OF_DOCUMENT.expressions(brackets.get().expression())
                : Collections.singletonList(OF_DOCUMENT.expression(tree));
    }

    private static CreateIndex createIndex(StatementParser.CreateIndexContext tree) {
        List<Ordering> keys = QueryReader.orderings(tree.ordering(), OF_DOCUMENT);
        for (int i = 0; i < keys.size(); i++) {
            if (!(keys.get(i).key() instanceof Expression.Field)) {
                throw QueryReader.wrong(tree.ordering(i), "index key", "a field, such as total or customer.name");
            }
        }
        return new CreateIndex(
                indexName(tree.name()),
                QueryReader.collection(tree.collection()),
                keys,
                QueryReader.where(tree.where(), Scope.DOCUMENT),
                tree.UNIQUE() != null,
                tree.IF() != null);
    }

    private static String indexName(StatementParser.NameContext tree) {
        Token at = tree.getStart();
        return Literals.checkName(Literals.name(tree), at, "index", dev.sotto.document.Limits.COLLECTION_BYTES_MAX);
    }
}
