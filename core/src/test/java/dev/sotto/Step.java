package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A statement with the lines that it answers, and the place where they stand; statements.txt says what the lines mean. */
record Step(String place, String statement, Map<String, Value> arguments, List<String> answer) {
    static Step of(String place, String statement) {
        return new Step(place, statement, new TreeMap<>(), new ArrayList<>());
    }

    /** Takes the next line behind the statement. */
    void add(String line) {
        if (line.startsWith("with ")) {
            Value map = Statements.parseExpression(line.substring(5)).evaluate(MapValue.EMPTY, Arguments.NONE);
            arguments.putAll(((MapValue) map).fields());
        } else {
            answer.add(line.replace('\'', '"'));
        }
    }

    /** One after the other, on a store of their own. */
    static void run(SottoConfig.Builder config, List<Step> steps) {
        try (Sotto sotto = Sotto.open(config.build())) {
            steps.forEach(step -> step.run(sotto));
        }
    }

    private void run(Sotto sotto) {
        String what = place + " " + statement;
        if (answer.get(0).startsWith("refused ")) {
            StatementException fault =
                    assertThrows(StatementException.class, () -> sotto.execute(statement, arguments), what);
            assertEquals(answer.get(0), "refused " + fault.code(), what + ": " + fault.getMessage());
        } else {
            assertEquals(answer, answer(sotto.execute(statement, arguments)), what);
        }
    }

    private List<String> answer(QueryResult result) {
        if (answer.get(0).startsWith("rows ")) {
            return Collections.singletonList("rows " + result.documents().size());
        }
        List<String> given = new ArrayList<>();
        if (answer.get(0).startsWith("changed ")) {
            given.add("changed " + result.mutatedIds().size());
        } else if (result.documents().isEmpty()) {
            given.add("none");
        }
        result.documents().forEach(document -> given.add(document.toJson()));
        return given;
    }
}
