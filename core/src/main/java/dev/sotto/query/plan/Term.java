package dev.sotto.query.plan;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;

/** An expression with its arguments: a value for each row. Pure. */
interface Term {
    Value of(MapValue scope);
}
