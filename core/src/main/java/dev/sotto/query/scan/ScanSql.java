package dev.sotto.query.scan;

import dev.sotto.document.DocId;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.sql.SqlKeys;
import dev.sotto.query.sql.SqlPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A scan as SQL, from FROM on, over a table document with the columns collection, {@link SqlCompiler#JSON_COLUMN} and
 * {@link SqlCompiler#ID_COLUMN}. No value of a statement stands in the text but those that an index's own definition holds.
 *
 * @param text follows {@code SELECT columns}
 * @param bindings of its question marks: Long, Double, String or byte[]
 * @param isNever whether its arguments leave no document that could fit, such as one that equals NULL: there is nothing to
 *     ask, and SQLite has no plan with an index for a condition that is false
 */
public record ScanSql(String text, List<Object> bindings, boolean isNever) {
    /** Of a collection that nothing was ever stored in. */
    public static final ScanSql NOTHING = new ScanSql("", Collections.emptyList(), true);

    public ScanSql {
        bindings = Collections.unmodifiableList(new ArrayList<>(bindings));
    }

    /**
     * @param collection its number in the table
     * @param indexName what the engine calls the scan's index; empty to read without one
     */
    public static ScanSql of(Scan scan, int collection, String indexName) {
        return new Writer(scan, indexName.isEmpty() ? Optional.empty() : scan.index()).write(collection, indexName);
    }

    private static final class Writer {
        private final Scan scan;
        private final Optional<IndexUse> use;
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> bindings = new ArrayList<>();
        private boolean isNever;

        Writer(Scan scan, Optional<IndexUse> use) {
            this.scan = scan;
            this.use = use;
        }

        ScanSql write(int collection, String indexName) {
            sql.append(" FROM document ").append(SqlCompiler.TABLE_ALIAS);
            if (use.isPresent()) {
                sql.append(" INDEXED BY ").append(indexName);
            }
            sql.append(" WHERE collection = ").append(collection).append(" AND json IS NOT NULL");
            for (Condition condition : scan.where()) {
                where(condition);
            }
            scan.ids().ifPresent(this::ids);
            order();
            if (scan.limit() != Scan.ALL || scan.offset() > 0) {
                sql.append(" LIMIT ? OFFSET ?");
                bindings.add(scan.limit() == Scan.ALL ? -1L : scan.limit());
                bindings.add(scan.offset());
            }
            return new ScanSql(sql.toString(), bindings, isNever);
        }

        private void where(Condition condition) {
            sql.append(" AND ");
            if (use.isPresent() && use.get().partial().contains(condition)) {
                sql.append(SqlKeys.inline(condition));
                return;
            }
            if (use.isPresent() && isAnswered(use.get(), condition)) {
                Optional<String> keyed = SqlKeys.bound(condition, scan.arguments(), bindings);
                if (keyed.isPresent()) {
                    isNever |= keyed.get().equals(SqlKeys.NEVER);
                    sql.append(keyed.get());
                    return;
                }
            }
            String where = SqlCompiler.where(condition, scan.arguments(), bindings);
            isNever |= where.equals(SqlKeys.NEVER);
            sql.append('(').append(where).append(')');
        }

        private static boolean isAnswered(IndexUse use, Condition condition) {
            return use.equals().contains(condition) || use.range().contains(condition);
        }

        private void ids(List<DocId> ids) {
            isNever |= ids.isEmpty();
            sql.append(" AND ").append(SqlCompiler.TABLE_ALIAS).append("._id IN (");
            String separator = "";
            for (DocId id : ids) {
                sql.append(separator).append('?');
                bindings.add(id.bytes().toArray());
                separator = ",";
            }
            sql.append(')');
        }

        private void order() {
            if (scan.order().equals(Order.NONE)) {
                return;
            }
            String separator = " ORDER BY ";
            for (Order.Key key : scan.order().keys()) {
                if (!has(SqlKeys.Use.FIXED, key)) {
                    sql.append(separator);
                    if (has(SqlKeys.Use.BOUNDED, key)) {
                        sql.append(SqlPath.value(key.path())).append(key.descending() ? " DESC" : "");
                    } else {
                        sql.append(SqlCompiler.order(key.path(), key.descending(), bindings));
                    }
                    separator = ", ";
                }
            }
            if (scan.order().isTotal()) {
                sql.append(separator).append(SqlCompiler.TABLE_ALIAS).append("._id");
            }
        }

        /**
         * Whether a condition makes the value of the key, or at least its type, the same in all rows: SQLite would sort by such a
         * term, instead of leaving it out and reading the index in its order.
         */
        private boolean has(SqlKeys.Use kind, Order.Key key) {
            for (Condition condition : scan.where()) {
                if (SqlKeys.use(condition) == kind
                        && SqlKeys.field(condition).filter(key.path()::equals).isPresent()) {
                    return true;
                }
            }
            return false;
        }
    }
}
