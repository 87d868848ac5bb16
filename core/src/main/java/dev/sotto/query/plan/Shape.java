package dev.sotto.query.plan;

/** What the scope of a row is to the expressions above it. */
enum Shape {
    /** The one document: a {@link dev.sotto.query.expression.Expression.Field} is a field of it. */
    DOCUMENT,
    /** Variables, each with its value: the sources of a join by alias, or the keys and aggregates of a group. */
    VARIABLES
}
