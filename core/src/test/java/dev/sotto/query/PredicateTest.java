package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.statement.Statement.Insert;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statements;
import dev.sotto.query.value.ValueComparison;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of docs/STATEMENTS.md, row by row. */
class PredicateTest {
    /** The document that all rows are about. */
    private static final String DOCUMENT =
            "{_id: 'o1', n: 9007199254740993, d: 9007199254740992.0, one: 1, oned: 1.0, t: true, f: false, nil: null,"
                    + " s: 'b', high: '\ud83d\ude00', low: '\uffee', bin: x'00ff', arr: [1, 'x'], map: {a: {b: 2}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "gone = 1        | false",
                "gone != 1       | false",
                "gone = gone     | false",
                "1 != gone       | false",
                "nil = null      | false",
                "nil != 1        | false",
                "null != null    | false",
                "nil < 1         | false",
                "n > d           | true",
                "n = d           | false",
                "n >= d          | true",
                "d < n           | true",
                "one = oned      | true",
                "one = 1.0       | true",
                "oned = 1        | true",
                "one < 1.5       | true",
                "t = true        | true",
                "t = 1           | false",
                "t != 1          | true",
                "f < t           | true",
                "t > false       | true",
                "f < 1           | false",
                "t = 'true'      | false",
                "t != 'true'     | true",
                "s = 'b'         | true",
                "s < 'c'         | true",
                "s < 'B'         | false",
                "s > 1           | false",
                "s != 1          | true",
                "high > low      | true",
                "low < high      | true",
                "'b' = s         | true",
                "bin = x'00FF'   | true",
                "bin > x'00'     | true",
                "bin < x'01'     | true",
                "bin = '00ff'    | false",
                "arr = [1, 'x']  | true",
                "arr = [1.0, 'x'] | false",
                "arr != [1]      | true",
                "arr < [2]       | false",
                "map = {a: {b: 2}} | true",
                "map.a = {b: 2}  | true",
                "map.a.b = 2     | true",
                "map.a.b.c = 2   | false",
                "map != {a: 1}   | true",
                "map = arr       | false",
                "map != arr      | true",
                "arr.`0` = 1     | false",
                "_id = 'o1'      | true",
                "_id != 'o1'     | false",
                "_id > 'o'       | true",
                "one = 1 AND s = 'c' OR t = true   | true",
                "one = 1 AND (s = 'c' OR t = false) | false",
                "gone = 1 OR one = 1               | true",
                "gone = 1 AND one = 1              | false",
            })
    void aComparisonHoldsOrNot(String where, boolean holds) {
        Insert insert = (Insert) Statements.parse("INSERT INTO c DOCUMENTS (" + DOCUMENT + ")");
        Value document = insert.documents().get(0).evaluate(MapValue.EMPTY, Arguments.NONE);
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE " + where);
        assertEquals(holds, Predicate.of(select.where(), Arguments.NONE).test((MapValue) document), "WHERE " + where);
    }

    @Test
    void whatIsNoNumberIsOrderedAsNullIs() {
        Value nan = new Value.Real(Double.NaN);
        for (Value nothing : List.of(nan, Value.Null.NULL)) {
            assertEquals(0, ValueComparison.order(nan, nothing));
            assertEquals(0, ValueComparison.order(nothing, nan));
            assertEquals(-1, ValueComparison.order(nothing, new Value.Real(-1)));
        }
    }
}
