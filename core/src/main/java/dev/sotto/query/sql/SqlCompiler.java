package dev.sotto.query.sql;

import dev.sotto.document.DocId;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Condition.AllOf;
import dev.sotto.query.expression.Condition.AnyOf;
import dev.sotto.query.expression.Condition.Between;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Condition.Holds;
import dev.sotto.query.expression.Condition.In;
import dev.sotto.query.expression.Condition.Is;
import dev.sotto.query.expression.Condition.Not;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.StoredJson;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A SELECT as SQL over the JSON that {@link StoredJson} wrote, with the very answers of {@link dev.sotto.query.expression.Predicate} and
 * {@link dev.sotto.query.expression.ResultOrder}. It stays within SQLite 3.38.
 *
 * <p>SQLite alone would call true equal to 1 and '10' less than 9.5 false for the wrong reason, so each comparison asks for
 * the type beside the value. MISSING and NULL make a comparison NULL or 0, which is not true.
 */
public final class SqlCompiler {
    /** The alias under which the table of documents has to be selected from: json_each has a column json of its own. */
    public static final String TABLE_ALIAS = "d";

    /** The column with the document's {@link StoredJson}, its {@code _id} included. */
    public static final String JSON_COLUMN = "json";

    /** The column with the canonical bytes of the document's id. */
    public static final String ID_COLUMN = "_id";

    private static final String JSON = TABLE_ALIAS + "." + JSON_COLUMN;
    private static final String ID = TABLE_ALIAS + "." + ID_COLUMN;
    private static final String NUMBER_TYPES = "('integer','real')";
    private static final String NEVER = "0";
    private static final String ALWAYS = "1";

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> bindings = new ArrayList<>();
    private final Arguments arguments;

    private SqlCompiler(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Whether a condition means in SQL what it means in memory. What it compares are fields of the one document with constants
     * or with each other; everything else is asked in memory, of the rows that the rest leaves over.
     */
    public static boolean compiles(Condition condition) {
        if (condition instanceof Comparison comparison) {
            return isOperand(comparison.left()) && isOperand(comparison.right());
        } else if (condition instanceof AllOf all) {
            return allCompile(all.parts());
        } else if (condition instanceof AnyOf any) {
            return allCompile(any.parts());
        } else if (condition instanceof Not not) {
            return compiles(not.part());
        } else if (condition instanceof Holds holds) {
            return isOperand(holds.value());
        } else if (condition instanceof Is is) {
            return isOperand(is.operand());
        } else if (condition instanceof In in) {
            return in.operand() instanceof Field && in.list().isConstant();
        } else if (condition instanceof Between between) {
            return isOperand(between.operand()) && isOperand(between.low()) && isOperand(between.high());
        }
        return false;
    }

    private static boolean allCompile(List<Condition> parts) {
        for (Condition part : parts) {
            if (!compiles(part)) {
                return false;
            }
        }
        return true;
    }

    /** The root is the document itself, which SQL sees as text. */
    private static boolean isOperand(Expression expression) {
        return expression instanceof Field field && !field.path().isRoot() || expression.isConstant();
    }

    /**
     * A condition that {@link #compiles} as SQL that is true (not NULL, not 0) of the same documents. Pure.
     *
     * @param bindings takes the values of its question marks, in their order
     * @throws StatementException PARAMETER_MISSING
     */
    public static String where(Condition condition, Arguments arguments, List<Object> bindings) {
        SqlCompiler compiler = new SqlCompiler(arguments);
        compiler.condition(condition, true);
        bindings.addAll(compiler.bindings);
        return compiler.sql.toString();
    }

    /**
     * The most documents that a SELECT gives.
     *
     * @throws StatementException PARAMETER_TYPE if it is no count
     */
    public static long limit(Select select, Arguments arguments) {
        if (!select.hasLimit()) {
            return Limits.ROWS_MAX;
        }
        Value limit = select.limit().evaluate(MapValue.EMPTY, arguments);
        if (limit instanceof Value.Int count && count.value() >= 0 && count.value() <= Limits.ROWS_MAX) {
            return count.value();
        }
        throw new StatementException(new Refusal(
                "PARAMETER_TYPE",
                "LIMIT",
                limit instanceof Value.Int count ? String.valueOf(count.value()) : ValueComparison.typeName(limit),
                "a whole number of 0 to " + Limits.ROWS_MAX));
    }

    /** The terms of ORDER BY for one key: the place of its type, then its value. */
    public static String order(Path path, boolean descending, List<Object> bindings) {
        String direction = descending ? " DESC" : "";
        if (SqlPath.isIndexable(path)) {
            return SqlPath.rank(path) + direction + ", " + SqlPath.value(path) + direction;
        }
        SqlCompiler compiler = new SqlCompiler(Arguments.NONE);
        compiler.ordering(path, direction);
        bindings.addAll(compiler.bindings);
        return compiler.sql.toString();
    }

    /** Writes what is true where the condition is TRUE, or where it is FALSE: NULL and MISSING are neither. */
    private void condition(Condition condition, boolean wanted) {
        if (condition instanceof Comparison comparison) {
            Relation relation = comparison.relation();
            comparison(comparison.left(), wanted ? relation : relation.negated(), comparison.right());
        } else if (condition instanceof AllOf all) {
            list(all.parts(), wanted, wanted);
        } else if (condition instanceof AnyOf any) {
            list(any.parts(), wanted, !wanted);
        } else if (condition instanceof Not not) {
            condition(not.part(), !wanted);
        } else if (condition instanceof Holds holds) {
            comparison(holds.value(), Relation.EQUAL, new Expression.Literal(Value.of(wanted)));
        } else if (condition instanceof Is is) {
            is(is, wanted);
        } else if (condition instanceof In in) {
            in(in, wanted);
        } else {
            Between between = (Between) condition;
            List<Condition> both = new ArrayList<>();
            both.add(new Comparison(between.operand(), Relation.GREATER_OR_EQUAL, between.low()));
            both.add(new Comparison(between.operand(), Relation.LESS_OR_EQUAL, between.high()));
            condition(new AllOf(both), wanted);
        }
    }

    private void is(Is is, boolean wanted) {
        boolean missing = is.nothing() == Condition.Nothing.MISSING;
        if (is.operand() instanceof Field field) {
            sql.append("coalesce(");
            type(field.path());
            sql.append(",'')").append(wanted ? " = " : " <> ").append(missing ? "''" : "'null'");
        } else {
            Value value = constant(is.operand());
            boolean holds = missing ? value.isMissing() : !value.isMissing() && ValueComparison.isNothing(value);
            sql.append(holds == wanted ? ALWAYS : NEVER);
        }
    }

    /** As OR over {@code =}: it is FALSE when all of these are. */
    private void in(In in, boolean wanted) {
        if (!(constant(in.list()) instanceof Value.Array array)) {
            sql.append(NEVER);
            return;
        }
        List<Condition> equals = new ArrayList<>();
        for (Value item : array.items()) {
            equals.add(new Comparison(in.operand(), Relation.EQUAL, new Expression.Literal(item)));
        }
        condition(new AnyOf(equals), wanted);
    }

    /**
     * What is decided by arguments alone is left out, so that a condition that nothing can fulfil is {@link #NEVER} as a whole:
     * SQLite sees that a nested one is false, too, and then has no plan with the index that it was told to use.
     */
    private void list(List<Condition> parts, boolean wanted, boolean and) {
        String deciding = and ? NEVER : ALWAYS;
        String neutral = and ? ALWAYS : NEVER;
        int from = sql.length();
        int boundBefore = bindings.size();
        List<String> texts = new ArrayList<>(parts.size());
        for (Condition part : parts) {
            condition(part, wanted);
            String text = sql.substring(from);
            sql.setLength(from);
            if (text.equals(deciding)) {
                bindings.subList(boundBefore, bindings.size()).clear();
                sql.append(deciding);
                return;
            }
            if (!text.equals(neutral)) {
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            sql.append(neutral);
        } else {
            balanced(texts, and ? " AND " : " OR ");
        }
    }

    /** SQLite refuses an expression deeper than 1,000, and reads a chain of ANDs as one level each: so, a tree. */
    private void balanced(List<String> parts, String separator) {
        if (parts.size() == 1) {
            sql.append(parts.get(0));
            return;
        }
        int half = parts.size() / 2;
        sql.append('(');
        balanced(parts.subList(0, half), separator);
        sql.append(separator);
        balanced(parts.subList(half, parts.size()), separator);
        sql.append(')');
    }

    private void comparison(Expression left, Relation relation, Expression right) {
        if (left instanceof Field l && right instanceof Field r) {
            fields(l.path(), relation, r.path());
        } else if (left instanceof Field l) {
            fieldAndValue(l.path(), relation, constant(right));
        } else if (right instanceof Field r) {
            fieldAndValue(r.path(), relation.mirrored(), constant(left));
        } else {
            boolean holds = ValueComparison.holds(constant(left), relation, constant(right));
            sql.append(holds ? ALWAYS : NEVER);
        }
    }

    private Value constant(Expression expression) {
        return expression.evaluate(MapValue.EMPTY, arguments);
    }

    private void fieldAndValue(Path path, Relation relation, Value value) {
        if (ValueComparison.isNothing(value)) {
            sql.append(NEVER);
        } else if (relation == Relation.EQUAL && isId(path)) {
            idEquals(value);
        } else if (value instanceof Value.Bool bool) {
            bool(path, relation, bool.value());
        } else if (relation == Relation.NOT_EQUAL) {
            // Present, not NULL, and either of another type or of another value.
            sql.append('(');
            type(path);
            sql.append(" <> 'null' AND NOT (");
            sameType(path, value);
            sql.append(" AND ");
            extract(path);
            sql.append(" = ?))");
            bindings.add(bound(value));
        } else if (relation.isEquality() || !isContainer(value)) {
            sql.append('(');
            extract(path);
            sql.append(' ').append(relation.symbol()).append(" ? AND ");
            bindings.add(bound(value));
            sameType(path, value);
            sql.append(')');
        } else {
            sql.append(NEVER);
        }
    }

    private void bool(Path path, Relation relation, boolean value) {
        boolean whenFalse = relation.holds(Boolean.compare(false, value));
        boolean whenTrue = relation.holds(Boolean.compare(true, value));
        if (relation == Relation.NOT_EQUAL) {
            type(path);
            sql.append(value ? " NOT IN ('null','true')" : " NOT IN ('null','false')");
        } else if (whenFalse || whenTrue) {
            type(path);
            sql.append(whenFalse && whenTrue ? " IN ('false','true')" : whenTrue ? " = 'true'" : " = 'false'");
        } else {
            sql.append(NEVER);
        }
    }

    /** The one comparison with an index of its own. */
    private void idEquals(Value value) {
        Optional<DocId> id = id(value);
        if (id.isPresent()) {
            sql.append(ID).append(" = ?");
            bindings.add(id.get().bytes().toArray());
        } else {
            sql.append(NEVER);
        }
    }

    private static boolean isId(Path path) {
        return path.depth() == 1 && path.key(0).equals("_id");
    }

    /** The id that a value equals, if any can: a double equals the integer of its value. */
    public static Optional<DocId> id(Value value) {
        Value wanted = value;
        if (value instanceof Value.Real real) {
            long whole = (long) real.value();
            if (ValueComparison.order(new Value.Int(whole), real) != 0) {
                return Optional.empty();
            }
            wanted = new Value.Int(whole);
        }
        try {
            return Optional.of(DocId.of(wanted));
        } catch (RefusedException notAnId) {
            return Optional.empty();
        }
    }

    /** Whether the field has the type of {@code value}, so that SQLite's own comparison means the same as ours. */
    private void sameType(Path path, Value value) {
        if (value instanceof Value.Binary) {
            binaryMark(path);
            return;
        }
        type(path);
        if (ValueComparison.isNumber(value)) {
            sql.append(" IN ").append(NUMBER_TYPES);
        } else if (value instanceof Value.Text) {
            sql.append(" = 'text'");
        } else {
            sql.append(value instanceof Value.Array ? " = 'array'" : " = 'object'");
        }
    }

    private void fields(Path left, Relation relation, Path right) {
        sql.append("CASE WHEN ");
        both(left, right, NUMBER_TYPES);
        sql.append(" THEN ");
        extracts(left, relation, right);
        sql.append(" WHEN ");
        both(left, right, "('text')");
        sql.append(" THEN ");
        extracts(left, relation, right);
        sql.append(" WHEN ");
        both(left, right, "('true','false')");
        sql.append(" THEN ");
        extracts(left, relation, right);
        sql.append(" WHEN ");
        binaryMark(left);
        sql.append(" AND ");
        binaryMark(right);
        sql.append(" THEN ");
        extracts(left, relation, right);
        sql.append(" WHEN ");
        both(left, right, "('array','object')");
        sql.append(" THEN ");
        if (relation.isEquality()) {
            extracts(left, relation, right);
        } else {
            sql.append(NEVER);
        }
        sql.append(" ELSE ");
        if (relation == Relation.NOT_EQUAL) {
            type(left);
            sql.append(" <> 'null' AND ");
            type(right);
            sql.append(" <> 'null'");
        } else {
            sql.append(NEVER);
        }
        sql.append(" END");
    }

    private void both(Path left, Path right, String types) {
        type(left);
        sql.append(" IN ").append(types).append(" AND ");
        type(right);
        sql.append(" IN ").append(types);
    }

    private void extracts(Path left, Relation relation, Path right) {
        extract(left);
        sql.append(' ').append(relation.symbol()).append(' ');
        extract(right);
    }

    private void ordering(Path path, String direction) {
        sql.append("CASE coalesce(");
        type(path);
        sql.append(",'') WHEN '' THEN 0 WHEN 'null' THEN 1 WHEN 'false' THEN 2 WHEN 'true' THEN 2")
                .append(
                        " WHEN 'integer' THEN 3 WHEN 'real' THEN 3 WHEN 'text' THEN 4 WHEN 'array' THEN 6 ELSE CASE WHEN ");
        binaryMark(path);
        sql.append(" THEN 5 ELSE 7 END END").append(direction).append(", ");
        extract(path);
        sql.append(direction);
    }

    private void type(Path path) {
        call("json_type", "type", path);
    }

    private void extract(Path path) {
        call("json_extract", "value", path);
    }

    /** Whether the field is a binary value: its text begins as only {@link StoredJson} begins one. */
    private void binaryMark(Path path) {
        sql.append("substr(");
        extract(path);
        sql.append(",1,").append(StoredJson.BINARY_PREFIX.length()).append(") = ? AND ");
        bindings.add(StoredJson.BINARY_PREFIX);
        type(path);
        sql.append(" = 'object'");
    }

    private void call(String function, String eachColumn, Path path) {
        if (isPlain(path)) {
            sql.append(function).append('(').append(JSON).append(",?)");
            bindings.add(jsonPath(path));
            return;
        }
        // A key that a JSON path cannot quote is looked up by comparing it: json_each gives keys unescaped.
        int depth = path.depth();
        sql.append("(SELECT ").append(eachColumn).append(" FROM json_each(");
        for (int i = 1; i < depth; i++) {
            sql.append("(SELECT value FROM json_each(");
        }
        sql.append(JSON);
        for (int i = 0; i < depth - 1; i++) {
            sql.append(") WHERE key = ? AND type = 'object')");
            bindings.add(path.key(i));
        }
        sql.append(") WHERE key = ?)");
        bindings.add(path.key(depth - 1));
    }

    private static boolean isPlain(Path path) {
        for (String key : path.keys()) {
            for (int i = 0; i < key.length(); i++) {
                char c = key.charAt(i);
                if (c == '"' || c == '\\' || c < 0x20) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String jsonPath(Path path) {
        StringBuilder text = new StringBuilder("$");
        for (String key : path.keys()) {
            text.append(".\"").append(key).append('"');
        }
        return text.toString();
    }

    private static boolean isContainer(Value value) {
        return value instanceof Value.Array || value instanceof MapValue;
    }

    private static Object bound(Value value) {
        if (value instanceof Value.Int integer) {
            return integer.value();
        } else if (value instanceof Value.Real real) {
            return real.value();
        } else if (value instanceof Value.Text text) {
            return text.value();
        }
        return StoredJson.write(value);
    }
}
