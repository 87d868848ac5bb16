package dev.sotto.query.scan;

import dev.sotto.document.DocId;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a plan asks of a store: the live documents of a collection that fulfil all of {@code where}, in an order, a part of
 * them. Everything in it has the same meaning in memory and in SQL.
 *
 * @param where conditions that {@link dev.sotto.query.sql.SqlCompiler#compiles}
 * @param arguments of their parameters
 * @param index the one to read by, if any: a way to the same rows
 * @param order what the rows come in the order of, then the id; {@link Order#NONE} when nobody cares
 * @param fields of the documents that somebody looks at; empty for all
 * @param ids the only documents to look at, if so restricted
 */
public record Scan(
        String collection,
        List<Condition> where,
        Arguments arguments,
        Optional<IndexUse> index,
        Order order,
        long offset,
        long limit,
        SortedSet<String> fields,
        Optional<List<DocId>> ids) {
    /** As many rows as there are. */
    public static final long ALL = Long.MAX_VALUE;

    public Scan {
        where = Collections.unmodifiableList(new ArrayList<>(where));
        fields = Collections.unmodifiableSortedSet(new TreeSet<>(fields));
    }
}
