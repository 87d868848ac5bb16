package dev.sotto.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The parts of a SELECT that depend on the statement, for a table with the alias {@link SqlCompiler#TABLE_ALIAS} and the columns
 * {@link SqlCompiler#JSON_COLUMN} and
 * {@link SqlCompiler#ID_COLUMN}. The text holds no value and no name of the statement: they are all bound, in the order of
 * the question marks. A bound value is a Long, a Double, a String or a byte[].
 *
 * @param condition an SQL condition; a row belongs to the result when it is true (not NULL, not 0)
 * @param ordering the terms after ORDER BY; never empty, the last one is the id
 * @param limit the most rows; {@link Limits#ROWS_MAX} without LIMIT
 */
public record SqlSelect(
        String condition, List<Object> conditionBindings, String ordering, List<Object> orderingBindings, long limit) {
    public SqlSelect {
        conditionBindings = Collections.unmodifiableList(new ArrayList<>(conditionBindings));
        orderingBindings = Collections.unmodifiableList(new ArrayList<>(orderingBindings));
    }
}
