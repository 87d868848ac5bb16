package dev.sotto.query.statement;

import dev.sotto.query.expression.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a name can stand for at one place of a statement. The innermost meaning wins: the variable of an ANY, then an AS name of
 * the projection, then a source; what is none of them is a field of the one document.
 *
 * @param variables of ANY, EVERY, ARRAY and OBJECT, innermost last
 * @param columns what the projection calls by name; only ORDER BY, GROUP BY and HAVING see it
 * @param document what qualifies fields of the only source; empty if nothing does
 * @param sources the names of a join's sources; empty without a join
 */
record Scope(List<String> variables, Map<String, Expression> columns, String document, List<String> sources) {
    /** The fields of the one document, unqualified. */
    static final Scope DOCUMENT =
            new Scope(Collections.emptyList(), Collections.emptyMap(), "", Collections.emptyList());

    /** One source, whose fields may be qualified. */
    static Scope of(String document) {
        return new Scope(Collections.emptyList(), Collections.emptyMap(), document, Collections.emptyList());
    }

    /** A join: all fields have to be qualified. */
    static Scope of(List<String> sources) {
        return new Scope(Collections.emptyList(), Collections.emptyMap(), "", new ArrayList<>(sources));
    }

    Scope with(String variable) {
        List<String> more = new ArrayList<>(variables);
        more.add(variable);
        return new Scope(more, columns, document, sources);
    }

    Scope with(Map<String, Expression> names) {
        return new Scope(variables, new TreeMap<>(names), document, sources);
    }

    boolean isVariable(String name) {
        return variables.contains(name) || !isColumn(name) && sources.contains(name);
    }

    boolean isColumn(String name) {
        return !variables.contains(name) && columns.containsKey(name);
    }

    boolean isDocument(String name) {
        return !variables.contains(name) && !columns.containsKey(name) && name.equals(document);
    }

    boolean isJoin() {
        return !sources.isEmpty();
    }
}
