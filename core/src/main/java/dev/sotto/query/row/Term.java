package dev.sotto.query.row;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;

/** An expression with its arguments: a value for each row. Pure. */
public interface Term {
    Value of(MapValue scope);
}
